import type { SerialPort } from 'serialport';
import { AppError } from '../../../src-shared/errors/app-error';
import { format8N1 } from '../../../src-shared/model/monitor';
import { Listeners } from './listeners';
import { findAgain, tellingSerialNumber, type KnownDevice } from './find-again';
import { serialFormatError } from './serial-error';
import type { DeviceIdentity, LineState, OpenOptions, Transport, TransportFeatures } from './transport';
import { listedAt, usbIds, type ListedPort } from './usb-ids';

/** Bytes that serialport reads at once: two of the stub's largest frames. */
const readBufferBytes = 0x10000;

/** What an operating system does to the lines when a port is opened; on Windows serialport keeps both back. */
const linesAfterOpen: Required<LineState> =
  process.platform === 'win32' ? { dtr: false, rts: false } : { dtr: true, rts: true };

/** The ports that the system knows now. */
export type ListPorts = () => Promise<readonly ListedPort[]>;

const askSystem: ListPorts = async () => {
  const { SerialPort } = await import('serialport');
  return SerialPort.list();
};

/** A port of this computer. The native binding is loaded with the first `open`. */
export class SerialTransport implements Transport {
  readonly #path: string;
  readonly #list: ListPorts;
  readonly #data = new Listeners<Uint8Array>();
  readonly #lost = new Listeners<AppError>();
  #label: string;
  #features: TransportFeatures = { lines: true, baud: true, usb: null };
  #identity: DeviceIdentity | null = null;
  /** What was opened first; null while nothing was, and where nothing tells it from another. */
  #device: KnownDevice | null = null;
  #lastPath: string;
  #port: SerialPort | null = null;
  #lines: Required<LineState> = linesAfterOpen;

  constructor(path: string, list: ListPorts = askSystem) {
    this.#path = path;
    this.#label = path;
    this.#lastPath = path;
    this.#list = list;
  }

  get label(): string {
    return this.#label;
  }

  get features(): TransportFeatures {
    return this.#features;
  }

  get identity(): DeviceIdentity | null {
    return this.#identity;
  }

  get lineState(): Required<LineState> {
    return this.#lines;
  }

  async open(baud: number, { format = format8N1 }: OpenOptions = {}): Promise<void> {
    const path = await this.#findPath();
    const { SerialPort: Port } = await import('serialport');
    // hupcl would drop the lines, and with them reset the board, when the port is closed.
    const port = new Port({
      path,
      baudRate: baud,
      ...format,
      autoOpen: false,
      lock: true,
      hupcl: false,
      highWaterMark: readBufferBytes,
    });
    await new Promise<void>((resolve, reject) => {
      port.open((error) => (error ? reject(serialFormatError(path, format, error)) : resolve()));
    });
    this.#port = port;
    this.#label = path;
    this.#lines = linesAfterOpen;
    port.on('data', (bytes: Uint8Array) => this.#data.tell(bytes));
    // Without a listener the error would end the process; whoever called learns of it from the callback.
    port.on('error', () => undefined);
    port.on('close', () => this.#closed(port));
    await this.#recognise(path, port);
  }

  /** Where the port is now that was opened first: at its own name, for as long as that leads to the same device. */
  async #findPath(): Promise<string> {
    const device = this.#device;
    // A system that lists nothing cannot tell either: then the name must do.
    const ports = device === null ? null : await this.#list().catch(() => null);
    if (device === null || ports === null) return this.#path;
    const found = findAgain(device, ports, this.#lastPath);
    if (found === null) throw new AppError('port-not-found', { port: this.#label });
    return (await listedAt(this.#path, ports)) === found ? this.#path : found.path;
  }

  async #recognise(path: string, port: SerialPort): Promise<void> {
    const listed = await listedAt(path, await this.#list().catch(() => []));
    const usb = usbIds(listed);
    this.#features = { lines: await hasLines(port), baud: true, usb };
    this.#lastPath = listed?.path ?? path;
    if (this.#identity !== null || listed === null || usb === null) return;
    const serialNumber = tellingSerialNumber(listed);
    this.#identity = { serialNumber };
    if (serialNumber !== null) this.#device = { usb, serialNumber };
  }

  async close(): Promise<void> {
    const port = this.#port;
    this.#port = null;
    if (port === null || !port.isOpen) return;
    await new Promise<void>((resolve) => port.close(() => resolve()));
  }

  write(bytes: Uint8Array): Promise<void> {
    const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return this.#ask((port, done) => port.write(view, done));
  }

  async setBaud(baud: number): Promise<void> {
    await this.#ask((port, done) => port.drain(done));
    try {
      await this.#ask((port, done) => port.update({ baudRate: baud }, done));
    } catch (error) {
      if (this.#port === null) throw error;
      throw new AppError('baud-unsupported', { port: this.label, baud }, { cause: error });
    }
  }

  /**
   * serialport sets every line at every call: what is not asked for is repeated as it was. On Windows it writes RTS and then DTR, and
   * so makes up for usbser.sys, which passes a change of RTS on only when DTR is written after it.
   */
  async setLines({ dtr = this.#lines.dtr, rts = this.#lines.rts }: LineState): Promise<void> {
    if (!this.#features.lines) return;
    this.#lines = { dtr, rts };
    await this.#ask((port, done) => port.set({ dtr, rts }, done));
  }

  /** The driver forgets both directions at once, so what was written goes out first. */
  async discardInput(): Promise<void> {
    await this.#ask((port, done) => port.drain(done));
    await this.#ask((port, done) => port.flush(done));
  }

  onData(listener: (bytes: Uint8Array) => void): () => void {
    return this.#data.add(listener);
  }

  onLost(listener: (error: AppError) => void): () => void {
    return this.#lost.add(listener);
  }

  /** Any failure of an open port means that it has gone. */
  #ask(
    request: (port: SerialPort, done: (error: Error | null | undefined) => void) => unknown,
  ): Promise<void> {
    const port = this.#port;
    if (port === null) return Promise.reject(this.#lostError());
    return new Promise((resolve, reject) => {
      request(port, (error) => (error ? reject(this.#lostError(error)) : resolve()));
    });
  }

  #closed(port: SerialPort): void {
    if (this.#port !== port) return;
    this.#port = null;
    this.#lost.tell(this.#lostError());
  }

  #lostError(cause?: Error): AppError {
    return new AppError('port-lost', { port: this.label }, { cause });
  }
}

/** A pseudo-terminal has no lines and says so when they are asked for. */
function hasLines(port: SerialPort): Promise<boolean> {
  return new Promise((resolve) => port.get((error) => resolve(!error)));
}
