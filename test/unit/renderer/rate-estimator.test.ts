import { describe, expect, it } from 'vitest';
import { RateEstimator, type RateEstimate } from '../../../src-renderer/model/progress/rate-estimator';

/** Feeds steps of [after ms, bytes more] and gives every answer. */
function feedAll(
  estimator: RateEstimator,
  steps: readonly (readonly [afterMs: number, moreBytes: number])[],
  totalBytes: number | null,
): readonly (RateEstimate | null)[] {
  let nowMs = 1000;
  let done = 0;
  return steps.map(([afterMs, moreBytes]) => {
    nowMs += afterMs;
    done += moreBytes;
    return estimator.feed(nowMs, done, totalBytes);
  });
}

const steady = Array.from({ length: 50 }, () => [100, 10_000] as const);

describe('the rate estimator', () => {
  it('finds a steady rate and the time that is left', () => {
    const last = feedAll(new RateEstimator({ reportEveryMs: 0 }), steady, 1_000_000).at(-1);
    expect(last?.bytesPerSecond).toBeCloseTo(100_000, 3);
    expect(last?.remainingMs).toBeCloseTo(5000, 3);
  });

  it('says nothing before it has seen enough', () => {
    const answers = feedAll(new RateEstimator({ warmUpMs: 700 }), steady, 1_000_000);
    expect(answers.findIndex((answer) => answer !== null)).toBe(7);
  });

  it('smooths a stall instead of jumping to nothing', () => {
    const steps = [...steady.slice(0, 20), [300, 0], [100, 10_000]] as const;
    const answers = feedAll(new RateEstimator({ reportEveryMs: 0 }), steps, 1_000_000);
    const stalled = answers[20]?.bytesPerSecond ?? 0;
    expect(stalled).toBeGreaterThan(80_000);
    expect(stalled).toBeLessThan(100_000);
    expect(answers[21]?.bytesPerSecond).toBeGreaterThan(stalled);
  });

  it('comes close to a new rate after a few times its memory', () => {
    const slower = Array.from({ length: 120 }, () => [100, 2000] as const);
    const last = feedAll(new RateEstimator({ memoryMs: 3000 }), [...steady, ...slower], null).at(-1);
    expect(last?.bytesPerSecond).toBeGreaterThan(19_000);
    expect(last?.bytesPerSecond).toBeLessThan(23_000);
  });

  it('keeps its answer long enough to be read', () => {
    const answers = feedAll(new RateEstimator({ warmUpMs: 0, reportEveryMs: 400 }), steady, 1_000_000);
    expect(answers[2]).toBe(answers[1]);
    expect(answers[4]).toBe(answers[1]);
    expect(answers[5]).not.toBe(answers[1]);
  });

  it('takes several reports of one moment as one', () => {
    const steps = steady.flatMap(([afterMs, bytes]) => [
      [afterMs, bytes / 2] as const,
      [0, bytes / 2] as const,
    ]);
    const last = feedAll(new RateEstimator({ reportEveryMs: 0 }), steps, null).at(-2);
    expect(last?.bytesPerSecond).toBeGreaterThan(99_000);
    expect(last?.bytesPerSecond).toBeLessThan(101_000);
  });

  it('knows no time left where the total is not known or nothing moves', () => {
    expect(feedAll(new RateEstimator(), steady, null).at(-1)?.remainingMs).toBeNull();
    const still = Array.from({ length: 20 }, () => [100, 0] as const);
    expect(feedAll(new RateEstimator(), still, 1000).at(-1)?.remainingMs).toBeNull();
  });

  it('begins anew when the bytes fall or another step begins', () => {
    const estimator = new RateEstimator({ reportEveryMs: 0 });
    feedAll(estimator, steady, 1_000_000);
    expect(estimator.feed(10_000, 5, 1_000_000)).toBeNull();
    feedAll(estimator, steady, 1_000_000);
    estimator.restart();
    expect(estimator.feed(20_000, 900_000, 1_000_000)).toBeNull();
  });
});
