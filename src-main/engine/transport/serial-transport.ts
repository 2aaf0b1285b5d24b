import type { SerialPort } from 'serialport';
import { AppError } from '../../../src-shared/errors/app-error';
import { Listeners } from './listeners';
import { serialOpenError } from './serial-error';
import type { LineState, Transport, TransportFeatures } from './transport';
import { usbIds } from './usb-ids';

/** Bytes that serialport reads at once: two of the stub's largest frames. */
const readBufferBytes = 0x10000;

/** What an operating system does to the lines when a port is opened. */
const linesAfterOpen = { dtr: true, rts: true } as const;

/** A port of this computer. The native binding is loaded with the first `open`. */
export class SerialTransport implements Transport {
  readonly label: string;
  readonly #path: string;
  readonly #data = new Listeners<Uint8Array>();
  readonly #lost = new Listeners<AppError>();
  #features: TransportFeatures = { lines: true, baud: true, usb: null };
  #port: SerialPort | null = null;
  #lines: Required<LineState> = linesAfterOpen;

  constructor(path: string) {
    this.#path = path;
    this.label = path;
  }

  get features(): TransportFeatures {
    return this.#features;
  }

  async open(baud: number): Promise<void> {
    const { SerialPort: Port } = await import('serialport');
    // hupcl would drop the lines, and with them reset the board, when the port is closed.
    const port = new Port({
      path: this.#path,
      baudRate: baud,
      autoOpen: false,
      lock: true,
      hupcl: false,
      highWaterMark: readBufferBytes,
    });
    await new Promise<void>((resolve, reject) => {
      port.open((error) => (error ? reject(serialOpenError(this.label, error)) : resolve()));
    });
    this.#port = port;
    this.#lines = linesAfterOpen;
    port.on('data', (bytes: Uint8Array) => this.#data.tell(bytes));
    // Without a listener the error would end the process; whoever called learns of it from the callback.
    port.on('error', () => undefined);
    port.on('close', () => this.#closed(port));
    const usb = await usbIds(this.#path, await Port.list().catch(() => []));
    this.#features = { lines: await hasLines(port), baud: true, usb };
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

  /** serialport sets every line at every call: what is not asked for is repeated as it was. */
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
