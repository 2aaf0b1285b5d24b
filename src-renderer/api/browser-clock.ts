import type { Clock } from '../../src-shared/time/clock';

/** Real time in a page. */
export const browserClock: Clock = {
  now: () => performance.now(),
  schedule: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};
