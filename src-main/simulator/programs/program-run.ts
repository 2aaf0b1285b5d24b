import { sleep, type Clock } from '../../../src-shared/time/clock';
import type { BoardFacts } from '../board-spec';
import { logLine, type FirmwareLevel } from '../boot/log-line';
import type { ProgramHost } from './program-host';

export interface ProgramRunOptions {
  readonly facts: BoardFacts;
  readonly clock: Clock;
  /** Aborted when the chip is reset. */
  readonly signal: AbortSignal;
  readonly hasAudience: () => boolean;
  readonly print: (text: string) => void;
  /** ms until all that was printed is out. */
  readonly busyMs: () => number;
  readonly baud: () => number;
  readonly setBaud: (baud: number) => void;
}

/** What ROM and bootloader have taken when an app begins to log. */
const bootedMs = 300;
/** What a console keeps of what is typed while nobody reads it. */
const mostHeard = 4096;

/** One run of a board's firmware, from its start to the chip's next reset. */
export class ProgramRun implements ProgramHost {
  readonly #options: ProgramRunOptions;
  readonly #startedAtMs: number;
  readonly #wakers = new Set<() => void>();
  /** A character may come in two parts. */
  readonly #decoder = new TextDecoder();
  #heard = '';

  constructor(options: ProgramRunOptions) {
    this.#options = options;
    this.#startedAtMs = options.clock.now();
  }

  get facts(): BoardFacts {
    return this.#options.facts;
  }

  get baud(): number {
    return this.#options.baud();
  }

  setBaud(baud: number): void {
    this.#options.setBaud(baud);
  }

  print(text: string): void {
    this.#options.print(text);
  }

  line(text: string): void {
    this.print(`${text}\r\n`);
  }

  log(level: FirmwareLevel, tag: string, text: string): void {
    const ms = Math.round(this.now() - this.#startedAtMs) + bootedMs;
    this.line(logLine(level, ms, tag, text));
  }

  now(): number {
    return this.#options.clock.now();
  }

  async wait(ms: number): Promise<void> {
    const { clock, signal } = this.#options;
    await this.#until(this.#options.hasAudience);
    await sleep(clock, ms, signal);
    await this.#until(this.#options.hasAudience);
  }

  async drained(): Promise<void> {
    for (let leftMs = this.#options.busyMs(); leftMs > 0; leftMs = this.#options.busyMs())
      await this.wait(leftMs);
  }

  async read(): Promise<string> {
    await this.#until(() => this.#heard !== '');
    const text = this.#heard;
    this.#heard = '';
    return text;
  }

  /** Bytes at the chip's RX. */
  hear(bytes: Uint8Array): void {
    this.#heard = (this.#heard + this.#decoder.decode(bytes, { stream: true })).slice(0, mostHeard);
    this.wake();
  }

  /** Somebody has opened the port, or something has come. */
  wake(): void {
    for (const waker of [...this.#wakers]) waker();
  }

  async #until(isSo: () => boolean): Promise<void> {
    const { signal } = this.#options;
    signal.throwIfAborted();
    while (!isSo())
      await new Promise<void>((resolve, reject) => {
        const settle = (): void => {
          this.#wakers.delete(settle);
          signal.removeEventListener('abort', settle);
          if (signal.aborted) reject(signal.reason instanceof Error ? signal.reason : new Error('reset'));
          else resolve();
        };
        this.#wakers.add(settle);
        signal.addEventListener('abort', settle);
      });
  }
}
