import type { AppError } from '../../../src-shared/errors/app-error';
import type { LineFormat } from '../../../src-shared/model/monitor';

/** What a link can do; the engine adapts, and says what it leaves out. */
export interface TransportFeatures {
  /** DTR and RTS reach the board. */
  readonly lines: boolean;
  /** The rate of the line can be changed. */
  readonly baud: boolean;
  readonly usb: { readonly vendorId: number; readonly productId: number } | null;
}

/** By what a device is known again when its port has another name. */
export interface DeviceIdentity {
  /** As its USB descriptor has it; null where it has none: then only the name of the port is known. */
  readonly serialNumber: string | null;
}

export interface LineState {
  /** True asserts the line (low level at the pin). Through the usual two transistors DTR pulls IO0, RTS pulls EN. */
  readonly dtr?: boolean;
  readonly rts?: boolean;
}

export interface OpenOptions {
  /** Default: 8N1. A link that carries bytes alone pays no heed to it. */
  readonly format?: LineFormat | undefined;
}

/**
 * A byte stream to a board. Push, not pull: whoever listens gets every chunk once, in order.
 * Failures are AppErrors (`port-not-found`, `port-busy`, `port-permission`, `port-open-failed`, `port-lost`, `baud-unsupported`,
 * `format-unsupported`).
 */
export interface Transport {
  /** What people call the port, for errors: its present name, which a later `open` may change. */
  readonly label: string;
  /** Known once open; stays known after a loss or `close`. */
  readonly features: TransportFeatures;
  /**
   * Which device was opened first. Known once open, stays the same for the life of the transport. Missing or null where
   * the link has none (a socket, a pseudo-terminal).
   */
  readonly identity?: DeviceIdentity | null;
  /** DTR and RTS as they were set last, or as opening left them. Missing where there are none to know. */
  readonly lineState?: Required<LineState>;
  /**
   * Opens at `baud` without touching DTR and RTS more than the driver does by itself: Linux and macOS assert both with the
   * opening, which the usual two transistors take for neither; Windows leaves both released, as serialport asks it to.
   * Another format needs another `open`.
   *
   * May be called again after `close` or a loss, on the same object; listeners stay. From the second time on it opens the device
   * that was opened first and no other: where `identity` has a serial number, the device with that number and the same
   * vendor and product (a chip's own USB may change its product with its reset: any of the same vendor), under whatever
   * name it has now, and `label` becomes that name; `port-not-found` while it is away, although another device may have
   * taken its old name. Without a serial number, whatever is at the name. It tries once; waiting is the caller's.
   */
  open(baud: number, options?: OpenOptions): Promise<void>;
  /** Idempotent, never rejects; takes all that was written with it. */
  close(): Promise<void>;
  /** Resolves when the driver has taken all bytes; the bytes may not be changed until then. */
  write(bytes: Uint8Array): Promise<void>;
  /** Waits until what was written is out, then changes the rate. */
  setBaud(baud: number): Promise<void>;
  /** Changes the lines given, both at once where the system can; no-op without `features.lines`. */
  setLines(lines: LineState): Promise<void>;
  /** Throws away what arrived and was not delivered. */
  discardInput(): Promise<void>;
  /** Returns what ends the subscription. */
  onData(listener: (bytes: Uint8Array) => void): () => void;
  /** Called once for each `open` when the link ends by itself (unplugged, peer gone), never for `close()`. */
  onLost(listener: (error: AppError) => void): () => void;
}
