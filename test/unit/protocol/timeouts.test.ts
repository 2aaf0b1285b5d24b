import { describe, expect, it } from 'vitest';
import {
  eraseTimeoutMs,
  md5TimeoutMs,
  timeouts,
  wireTimeMs,
  writeBlockTimeoutMs,
} from '../../../src-main/engine/protocol/timeouts';

describe('timeouts', () => {
  it.each([
    ['erasing', eraseTimeoutMs],
    ['writing', writeBlockTimeoutMs],
    ['hashing', md5TimeoutMs],
  ])('grows with the size when %s, and is never below that of a plain command', (_what, timeoutMs) => {
    expect(timeoutMs(1)).toBe(timeouts.commandMs);
    expect(timeoutMs(16_000_000)).toBeGreaterThan(timeoutMs(4_000_000));
  });

  it('gives a byte ten bits on the line', () => {
    expect(wireTimeMs(11_520, 115_200)).toBe(1_000);
  });
});
