import { toAppError, type AppError } from '../../../src-shared/errors/app-error';
import type { LineFormat } from '../../../src-shared/model/monitor';
import type { PortId } from '../../../src-shared/model/port';
import type { Clock } from '../../../src-shared/time/clock';
import { DeadlineTransport } from '../../engine/loader/deadline-transport';
import { idleLines } from '../../engine/loader/idle-lines';
import { openPort } from '../../engine/loader/open-port';
import type { LineState, Transport } from '../../engine/transport/transport';
import { presentPort, type OpenedAs } from './present-port';

export interface PortLinkOptions {
  readonly port: PortId;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly onData: (bytes: Uint8Array) => void;
  readonly onLost: (error: AppError) => void;
}

/** The transport of a monitor, whichever it is now: its own, or the one that a job has left open. */
export class PortLink {
  readonly #options: PortLinkOptions;
  #port: PortId;
  #raw: Transport;
  /** The same with deadlines: a driver that waits for ever must not hold the monitor. */
  #guarded: Transport;
  #unsubscribe: () => void;
  /** By which name this transport was opened first, and what it called it then. */
  #opened: OpenedAs | null = null;
  #lost: AppError | null = null;

  constructor(options: PortLinkOptions) {
    this.#options = options;
    this.#port = options.port;
    this.#raw = options.transport;
    this.#guarded = new DeadlineTransport(this.#raw, options.clock);
    this.#unsubscribe = this.#subscribe();
  }

  /** The port's present name: a device may come back under another one. */
  get port(): PortId {
    return this.#port;
  }

  get label(): string {
    return this.#raw.label;
  }

  get transport(): Transport {
    return this.#guarded;
  }

  get hasLines(): boolean {
    return this.#raw.features.lines;
  }

  get lines(): Required<LineState> {
    return this.#raw.lineState ?? { dtr: false, rts: false };
  }

  /** One attempt, up to its deadline. Closed again where it was aborted or the device went meanwhile. */
  async open(baud: number, format: LineFormat, signal: AbortSignal): Promise<void> {
    this.#lost = null;
    await openPort(this.#guarded, baud, { clock: this.#options.clock, format });
    const ended = this.#whyEnded(signal);
    if (ended !== null) {
      await this.#guarded.close();
      throw ended;
    }
    this.#noteOpen();
  }

  /** Goes on with an open transport; what it brings is heard before this returns. */
  use(transport: Transport): void {
    this.#unsubscribe();
    this.#opened = null;
    this.#raw = transport;
    this.#guarded = new DeadlineTransport(transport, this.#options.clock);
    this.#unsubscribe = this.#subscribe();
    this.#noteOpen();
  }

  /** Nobody has asked for this: a line that does not follow is no reason to do without the port. */
  async releaseLines(): Promise<void> {
    const idle = idleLines(this.#raw);
    const { dtr, rts } = this.lines;
    if (!this.hasLines || idle === null || (dtr === idle.dtr && rts === idle.rts)) return;
    await this.#guarded.setLines(idle).catch(() => undefined);
  }

  close(): Promise<void> {
    return this.#guarded.close();
  }

  /** Hears no more of the transport. */
  detach(): void {
    this.#unsubscribe();
  }

  #noteOpen(): void {
    this.#opened ??= { port: this.#port, label: this.#raw.label };
    this.#port = presentPort(this.#opened, this.#raw.label);
  }

  /** What has happened while the port was opened; null: nothing. */
  #whyEnded(signal: AbortSignal): AppError | null {
    return signal.aborted ? toAppError(signal.reason) : this.#lost;
  }

  #subscribe(): () => void {
    const { onData, onLost } = this.#options;
    const ends = [
      this.#raw.onData(onData),
      this.#raw.onLost((error) => {
        this.#lost = error;
        onLost(error);
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }
}
