import { describe, expect, it } from 'vitest';
import { DifferenceList } from '../../../src-main/engine/image/difference-list';
import { differingRuns } from '../../../src-main/engine/operations/differing-runs';
import { patternBytes } from '../image/build-image';

describe('the sectors that differ from what was written last', () => {
  const previous = patternBytes(0x5000, 1);
  const changed = (...at: readonly number[]): Uint8Array => {
    const data = previous.slice();
    for (const index of at) data[index] = (data[index] ?? 0) ^ 1;
    return data;
  };

  it('are none where nothing differs', () => expect(differingRuns(previous.slice(), previous)).toEqual([]));

  it('are joined where they are neighbours', () => {
    expect(differingRuns(changed(0x1000, 0x2fff, 0x4000), previous)).toEqual([
      { start: 0x1000, end: 0x3000 },
      { start: 0x4000, end: 0x5000 },
    ]);
  });

  it('end where the data ends, which may be shorter than what was there', () => {
    expect(differingRuns(changed(0x1010).subarray(0, 0x1020), previous)).toEqual([
      { start: 0x1000, end: 0x1020 },
    ]);
    expect(differingRuns(previous.subarray(0, 0x1020), previous)).toEqual([]);
  });

  it('are all behind the end of what was there, and the one that it ends in', () => {
    expect(differingRuns(previous, previous.subarray(0, 0x1800))).toEqual([{ start: 0x1000, end: 0x5000 }]);
  });
});

describe('a list of differences', () => {
  it('joins what touches, over stretches too, and shows sixteen bytes of each side', () => {
    const list = new DifferenceList(0x1_0000);
    list.add(0, new Uint8Array(20).fill(0xaa), new Uint8Array(20).fill(0xbb));
    list.add(20, Uint8Array.of(0xaa, 0xaa, 0x01), Uint8Array.of(0xbb, 0xaa, 0x02));
    expect(list.count).toBe(22);
    expect(list.ranges).toEqual([
      { offset: 0x1_0000, sizeBytes: 21, expected: 'aa'.repeat(16), actual: 'bb'.repeat(16) },
      { offset: 0x1_0016, sizeBytes: 1, expected: '01', actual: '02' },
    ]);
  });
});
