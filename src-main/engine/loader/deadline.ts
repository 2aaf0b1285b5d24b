import { toAppError, type AppError } from '../../../src-shared/errors/app-error';
import type { AbortSignalLike, Clock } from '../../../src-shared/time/clock';

export interface Deadline {
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** What it fails with at the deadline. */
  readonly error: () => AppError;
  readonly signal?: AbortSignalLike | undefined;
}

/**
 * The outcome of `work`, or a failure at the deadline or at once when aborted. What was begun is not stopped by that: whoever
 * gives up closes what it waits for.
 */
export function withinDeadline<T>(work: Promise<T>, deadline: Deadline): Promise<T> {
  const { clock, timeoutMs, error, signal } = deadline;
  return new Promise<T>((resolve, reject) => {
    const release = (): void => {
      cancelTimer();
      signal?.removeEventListener('abort', onAbort);
    };
    const fail = (reason: unknown): void => {
      release();
      reject(toAppError(reason));
    };
    const onAbort = (): void => fail(signal?.reason);
    const cancelTimer = clock.schedule(timeoutMs, () => fail(error()));
    work.then((value) => {
      release();
      resolve(value);
    }, fail);
    if (signal?.aborted) onAbort();
    else signal?.addEventListener('abort', onAbort);
  });
}

/** The outcome of `work`, which has a deadline of its own; a failure at once when aborted. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignalLike | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise<T>((resolve, reject) => {
    const onAbort = (): void => reject(toAppError(signal.reason));
    const release = (): void => signal.removeEventListener('abort', onAbort);
    work.then(resolve, reject).finally(release);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort);
  });
}
