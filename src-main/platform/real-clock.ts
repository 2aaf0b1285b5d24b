import type { Clock } from '../../src-shared/time/clock';

/** Time as it passes. A delay of 0 gives the event loop one full turn. */
export const realClock: Clock = {
  now: () => performance.now(),
  schedule(delayMs, callback) {
    if (delayMs <= 0) {
      const immediate = setImmediate(callback);
      return () => clearImmediate(immediate);
    }
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};
