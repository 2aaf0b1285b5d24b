import type { Clock } from '../../../src-shared/time/clock';

/** Calls back within the time that the most urgent of the changes may wait, once for all of them. */
export class ChangeTeller {
  readonly #clock: Clock;
  readonly #tell: () => void;
  #dueAt = Infinity;
  #cancel: (() => void) | null = null;

  constructor(clock: Clock, tell: () => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  /** 0: before this returns. */
  changed(withinMs: number): void {
    if (withinMs === 0) {
      this.close();
      this.#tell();
      return;
    }
    const dueAt = this.#clock.now() + withinMs;
    if (dueAt >= this.#dueAt) return;
    this.#cancel?.();
    this.#dueAt = dueAt;
    this.#cancel = this.#clock.schedule(withinMs, () => this.changed(0));
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#dueAt = Infinity;
  }
}
