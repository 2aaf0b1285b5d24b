import type { MonitorLine } from '../../../src-shared/model/monitor';
import type { Clock } from '../../../src-shared/time/clock';

/** At most 30 batches a second. */
const batchIntervalMs = 34;
const mostLines = 2000;

/** Gathers what has changed, and hands it on by the clock: the newest lines alone where too many came. */
export class LineBatches {
  readonly #clock: Clock;
  readonly #onBatch: (lines: readonly MonitorLine[]) => void;
  #lines: MonitorLine[] = [];
  #cancel: (() => void) | null = null;

  constructor(clock: Clock, onBatch: (lines: readonly MonitorLine[]) => void) {
    this.#clock = clock;
    this.#onBatch = onBatch;
  }

  /** Without lines: something else of the text has changed. */
  add(lines: readonly MonitorLine[]): void {
    for (const line of lines) this.#lines.push(line);
    if (this.#lines.length >= 2 * mostLines) this.#lines = this.#lines.slice(-mostLines);
    this.#cancel ??= this.#clock.schedule(batchIntervalMs, () => this.#send());
  }

  /** Forgets the lines that wait. */
  clear(): void {
    this.#lines = [];
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#lines = [];
  }

  #send(): void {
    this.#cancel = null;
    const lines = this.#lines.slice(-mostLines);
    this.#lines = [];
    this.#onBatch(lines);
  }
}
