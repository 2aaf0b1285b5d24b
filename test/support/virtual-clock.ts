import type { Clock } from '../../src-shared/time/clock';

interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly callback: () => void;
}

/**
 * Time that stands still until everything that can run has run, then jumps to the next timer. Code under test must wait
 * by this clock alone: an await on a real timer would look like idleness. Real files are waited for.
 */
export class VirtualClock implements Clock {
  #now = 0;
  #order = 0;
  readonly #timers: Timer[] = [];

  now(): number {
    return this.#now;
  }

  schedule(delayMs: number, callback: () => void): () => void {
    const timer: Timer = { atMs: this.#now + Math.max(0, delayMs), order: this.#order++, callback };
    let low = 0;
    let high = this.#timers.length;
    // Latest first, so that the next one is popped from the end.
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#timers[middle] as Timer;
      if (other.atMs > timer.atMs || (other.atMs === timer.atMs && other.order > timer.order))
        low = middle + 1;
      else high = middle;
    }
    this.#timers.splice(low, 0, timer);
    return () => {
      const index = this.#timers.indexOf(timer);
      if (index >= 0) this.#timers.splice(index, 1);
    };
  }

  /** Runs `work` to its end, jumping from timer to timer. Fails when it waits for something that no timer brings. */
  async run<T>(work: Promise<T> | (() => Promise<T>)): Promise<T> {
    const promise = typeof work === 'function' ? work() : work;
    const state = { settled: false };
    const mark = (): void => {
      state.settled = true;
    };
    promise.then(mark, mark);
    for (;;) {
      await drainTasks();
      if (state.settled) return promise;
      const next = this.#timers.pop();
      if (next === undefined)
        throw new Error(`nothing left to happen at ${this.#now} ms, but the work has not ended`);
      this.#now = Math.max(this.#now, next.atMs);
      next.callback();
    }
  }
}

/** Lets every promise that is ready run: microtasks end before the next turn of the event loop begins. */
async function drainTasks(): Promise<void> {
  do await new Promise((resolve) => setImmediate(resolve));
  while (process.getActiveResourcesInfo().some(isFileWork));
}

/** What node calls a file that is being read, written or closed. */
function isFileWork(resource: string): boolean {
  return resource.startsWith('FSReq') || resource === 'CloseReq';
}
