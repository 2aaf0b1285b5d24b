import { describe, expect, it } from 'vitest';
import type { SegmentResult } from '../../../src-shared/model/job';
import type { ProgressEvent } from '../../../src-shared/model/progress';
import {
  joinParts,
  partBytes,
  restoreParts,
  wholeProgress,
} from '../../../src-main/services/jobs/restore-parts';

const whole = { name: 'nvs', offset: 0x9000, sizeBytes: 2 * partBytes, md5: 'abc' };
const part = (outcome: SegmentResult['outcome'], md5: string | null = 'x'): SegmentResult => ({
  name: 'nvs',
  offset: 0,
  sizeBytes: partBytes,
  wireBytes: 10,
  outcome,
  md5,
});

describe('a backup that is written in parts', () => {
  it('has every byte in one of them, at its place', () => {
    const bytes = Uint8Array.from({ length: 2 * partBytes + 5 }, (_, index) => index % 251);
    const parts = restoreParts('nvs', 0x9000, bytes);
    expect(parts.map(({ offset }) => offset)).toEqual([0x9000, 0x9000 + partBytes, 0x9000 + 2 * partBytes]);
    expect(Buffer.compare(Buffer.concat(parts.map(({ data }) => data)), bytes)).toBe(0);
  });

  it('is verified only when all of them are', () => {
    expect(joinParts(whole, [part('verified'), part('unchanged')])).toEqual({
      ...whole,
      wireBytes: 20,
      outcome: 'verified',
    });
    expect(joinParts(whole, [part('unchanged'), part('unchanged')]).outcome).toBe('unchanged');
    for (const open of [part('written', null), part('verified', null)])
      expect(joinParts(whole, [part('verified'), open])).toMatchObject({ outcome: 'written', md5: null });
  });

  it('is told of as one', () => {
    const told: ProgressEvent[] = [];
    const report = wholeProgress(2 * partBytes, (event) => told.push(event));
    report({ type: 'stage', stage: 'write' });
    report({ type: 'bytes', stage: 'write', segment: 1, done: 7, total: partBytes });
    expect(told).toEqual([
      { type: 'stage', stage: 'write' },
      { type: 'bytes', stage: 'write', segment: 0, done: partBytes + 7, total: 2 * partBytes },
    ]);
  });
});
