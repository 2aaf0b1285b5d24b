import { connect, type Socket } from 'node:net';
import { AppError } from '../../../src-shared/errors/app-error';
import { Listeners } from './listeners';
import type { Transport, TransportFeatures } from './transport';

const noSuchPlace: ReadonlySet<string> = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ECONNREFUSED',
]);

/** A serial port behind a TCP socket, bytes as they are: neither lines nor rate reach the other side. */
export class TcpTransport implements Transport {
  readonly label: string;
  readonly features: TransportFeatures = { lines: false, baud: false, usb: null };
  readonly #host: string;
  readonly #port: number;
  readonly #data = new Listeners<Uint8Array>();
  readonly #lost = new Listeners<AppError>();
  #socket: Socket | null = null;

  constructor(host: string, port: number) {
    this.#host = host;
    this.#port = port;
    this.label = `${host}:${port}`;
  }

  /** The rate is the other side's business. */
  open(_baud: number): Promise<void> {
    return new Promise((resolve, reject) => {
      // Small frames and their answers take turns: waiting to fill a packet would cost a round trip each.
      const socket = connect({ host: this.#host, port: this.#port, noDelay: true });
      const refuse = (error: Error): void => reject(this.#openError(error));
      socket.once('error', refuse);
      socket.once('connect', () => {
        socket.off('error', refuse);
        this.#socket = socket;
        socket.on('data', (bytes) => this.#data.tell(bytes));
        // Without a listener the error would end the process; 'close' follows and says what is to be said.
        socket.on('error', () => undefined);
        socket.on('end', () => socket.destroy());
        socket.on('close', () => this.#closed(socket));
        resolve();
      });
    });
  }

  async close(): Promise<void> {
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null || socket.destroyed) return;
    await new Promise<void>((resolve) => {
      socket.once('close', () => resolve());
      socket.end(() => socket.destroy());
      socket.resume();
    });
  }

  write(bytes: Uint8Array): Promise<void> {
    const socket = this.#socket;
    if (socket === null) return Promise.reject(this.#lostError());
    return new Promise((resolve, reject) => {
      socket.write(bytes, (error) => (error ? reject(this.#lostError(error)) : resolve()));
    });
  }

  async setBaud(baud: number): Promise<void> {
    throw new AppError('baud-unsupported', { port: this.label, baud });
  }

  async setLines(): Promise<void> {}

  async discardInput(): Promise<void> {}

  onData(listener: (bytes: Uint8Array) => void): () => void {
    return this.#data.add(listener);
  }

  onLost(listener: (error: AppError) => void): () => void {
    return this.#lost.add(listener);
  }

  #closed(socket: Socket): void {
    if (this.#socket !== socket) return;
    this.#socket = null;
    this.#lost.tell(this.#lostError());
  }

  #openError(error: Error & { code?: string }): AppError {
    const context = { port: this.label };
    if (noSuchPlace.has(error.code ?? ''))
      return new AppError('address-unreachable', context, { cause: error });
    return new AppError('port-open-failed', { ...context, reason: error.message }, { cause: error });
  }

  #lostError(cause?: Error): AppError {
    return new AppError('port-lost', { port: this.label }, { cause });
  }
}
