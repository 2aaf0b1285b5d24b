import { AppError } from '../../../src-shared/errors/app-error';
import { decodeAnswer, type ComPortMessage, type LineChange } from '../../../src-main/telnet/com-port-option';
import type { ClientSocket } from '../../../src-main/telnet/rfc2217-connection';
import type { SharedPort } from '../../../src-main/telnet/shared-port';
import { TelnetReceiver } from '../../../src-main/telnet/telnet-codec';

/** A port that keeps a list of what was done to it. */
export class RecordedPort implements SharedPort {
  features: SharedPort['features'] = { lines: true, baud: true, usb: null };
  readonly done: string[] = [];
  /** Rates above are refused. */
  fastestBaud = Infinity;
  /** What every write waits for. */
  gate: Promise<void> = Promise.resolve();
  #listener: ((bytes: Uint8Array) => void) | null = null;

  async write(bytes: Uint8Array): Promise<void> {
    await this.gate;
    this.done.push(`write ${[...bytes].join(' ')}`);
  }

  async setBaud(baud: number): Promise<void> {
    if (baud > this.fastestBaud) throw new AppError('baud-unsupported', { baud });
    this.done.push(`baud ${baud}`);
  }

  async setLines(change: LineChange): Promise<void> {
    this.done.push(`lines ${JSON.stringify(change)}`);
  }

  async discardInput(): Promise<void> {
    this.done.push('discard');
  }

  onData(listener: (bytes: Uint8Array) => void): () => void {
    this.#listener = listener;
    return () => (this.#listener = null);
  }

  /** The board says something. */
  say(...bytes: number[]): void {
    this.#listener?.(Uint8Array.from(bytes));
  }

  get hasListener(): boolean {
    return this.#listener !== null;
  }
}

/** The server's end of a client's socket: what was sent, taken apart. */
export class RecordedSocket implements ClientSocket {
  writableLength = 0;
  state: 'open' | 'paused' | 'destroyed' = 'open';
  readonly data: number[] = [];
  readonly options: string[] = [];
  readonly answers: ComPortMessage[] = [];
  readonly #telnet = new TelnetReceiver();

  write(bytes: Uint8Array): void {
    for (const event of this.#telnet.push(bytes)) {
      if (event.type === 'data') this.data.push(...event.bytes);
      else if (event.type === 'option') this.options.push(`${event.verb} ${event.option}`);
      else {
        const answer = decodeAnswer(event.payload);
        if (answer !== null) this.answers.push(answer);
      }
    }
  }

  pause(): void {
    this.state = 'paused';
  }

  resume(): void {
    this.state = 'open';
  }

  destroy(): void {
    this.state = 'destroyed';
  }

  /** `command: bytes` of each answer so far, which are then forgotten. */
  takeAnswers(): string[] {
    return this.answers.splice(0).map(({ command, value }) => `${command}: ${[...value].join(' ')}`);
  }
}
