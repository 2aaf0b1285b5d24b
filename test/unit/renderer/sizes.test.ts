import { describe, expect, it } from 'vitest';
import type { ChipSummary } from '../../../src-shared/model/chip';
import { formatFlashSize, parseFlashSize } from '../../../src-shared/model/flash-size';
import { allOptionsOf } from '../../../src-renderer/model/format/all-options';
import { formatRevision } from '../../../src-renderer/model/format/revision';
import { scaleSize } from '../../../src-renderer/model/format/scaled-size';
import { simulatedFlashSize } from '../../../src-renderer/model/format/simulated-flash-size';
import { sampleChips } from '../../support/sample-chips';
import { samplePort, simulatedPort } from '../../support/sample-station';

describe('sizes', () => {
  it.each([
    [0, 0, 'bytes', 0],
    [1023, 1023, 'bytes', 0],
    [1024, 1, 'kilobytes', 0],
    [17_712, 17_712 / 1024, 'kilobytes', 1],
    [831_488, 812, 'kilobytes', 0],
    [1_500_000, 1_500_000 / 1024 / 1024, 'megabytes', 2],
    [4 * 1024 * 1024, 4, 'megabytes', 0],
  ])('%d bytes are told in the unit that fits', (bytes, value, unit, fractionDigits) => {
    expect(scaleSize(bytes)).toEqual({ value, unit, fractionDigits });
  });

  it.each([
    ['4MB', 4 * 1024 * 1024],
    ['512KB', 512 * 1024],
    ['2MB-c1', 2 * 1024 * 1024],
  ])('the header spelling %s stands for its bytes', (spelling, bytes) => {
    expect(parseFlashSize(spelling)).toBe(bytes);
  });

  it.each(['keep', 'detect', '', '4', '4mb'])('“%s” is no size', (spelling) => {
    expect(parseFlashSize(spelling)).toBeNull();
  });

  it('are spelled as in the header', () => {
    expect(formatFlashSize(16 * 1024 * 1024)).toBe('16MB');
    expect(formatFlashSize(512 * 1024)).toBe('512KB');
  });

  it('of a simulated board come from its address, and a real port has none', () => {
    expect(simulatedFlashSize(simulatedPort)).toBe('4MB');
    expect(simulatedFlashSize(samplePort)).toBeNull();
  });
});

describe('a chip revision', () => {
  it.each([
    [4, 'v0.4'],
    [301, 'v3.1'],
    [100, 'v1.0'],
  ])('%d reads %s', (revision, words) => {
    expect(formatRevision(revision)).toBe(words);
  });
});

describe('the choices of all chips together', () => {
  it('hold what any one of them has, frequencies fastest first and sizes smallest first', () => {
    const slow: ChipSummary | undefined = sampleChips[0];
    if (!slow) throw new Error('the sample has chips');
    const all = allOptionsOf([...sampleChips, { ...slow, flashFrequencies: ['120m', '12m'] }]);
    expect(all?.flashFrequencies).toEqual(['120m', '80m', '40m', '26m', '20m', '12m']);
    expect(all?.flashSizes.slice(0, 3)).toEqual(['256KB', '512KB', '1MB']);
    expect(all?.flashSizes.at(-1)).toBe('128MB');
  });

  it('are none where there is no chip', () => {
    expect(allOptionsOf([])).toBeNull();
  });
});
