/**
 * The only source of time in engine, simulator and station, so that tests run on virtual time.
 * Times in ms. Nothing else may wait: no setTimeout, no setImmediate outside a Clock's implementation.
 */
export interface Clock {
  /** Monotonic; its zero means nothing. */
  now(): number;
  /** Calls back once after `delayMs` (0: as soon as whatever is running has returned). Returns what takes it back. */
  schedule(delayMs: number, callback: () => void): () => void;
}

/** Resolves after `delayMs`; rejects with the signal's reason as soon as it is aborted. */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignalLike): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(reasonOf(signal));
      return;
    }
    const onAbort = (): void => {
      cancel();
      reject(reasonOf(signal));
    };
    const cancel = clock.schedule(delayMs, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort);
  });
}

/** Whoever aborts may give any value; what is thrown is an error. */
function reasonOf(signal: AbortSignalLike | undefined): Error {
  const reason = signal?.reason;
  return reason instanceof Error ? reason : new Error(String(reason));
}

/** The part of AbortSignal that shared code needs; the real one fits it. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}
