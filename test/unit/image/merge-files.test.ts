import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeRaw, sortFiles } from '../../../src-main/engine/image/merge-files';
import { arbitraryParts } from './arbitrary-parts';
import { patternBytes } from './build-image';

const file = (name: string, address: number, sizeBytes: number) => ({
  name,
  address,
  data: patternBytes(sizeBytes, address + 1),
});
const whole = { targetOffset: 0, flashSizeBytes: null };

describe('files merged into one', () => {
  it('lie where they belong, with FF between them, in whatever order they come', () => {
    const files = [file('app', 0x3000, 100), file('boot', 0x1000, 50)];
    const merged = mergeRaw(sortFiles(files), whole);
    expect(merged).toHaveLength(0x3064);
    for (const { address, data } of files)
      expect(merged.subarray(address, address + data.length)).toEqual(data);
    expect(merged.subarray(0, 0x1000).every((byte) => byte === 0xff)).toBe(true);
    expect(merged.subarray(0x1032, 0x3000).every((byte) => byte === 0xff)).toBe(true);
  });

  it('begin at the target and fill the flash from there on', () => {
    const files = sortFiles([file('boot', 0x1000, 50)]);
    expect(mergeRaw(files, { targetOffset: 0x800, flashSizeBytes: null })).toHaveLength(0x832);
    const filled = mergeRaw(files, { targetOffset: 0x800, flashSizeBytes: 0x4000 });
    expect(filled).toHaveLength(0x3800);
    expect(filled.subarray(0x832).every((byte) => byte === 0xff)).toBe(true);
    expect(mergeRaw(files, { targetOffset: 0, flashSizeBytes: 0x800 })).toHaveLength(0x1032);
  });

  it('hold every byte of every file', () => {
    fc.assert(
      fc.property(arbitraryParts, (parts) => {
        const start = parts[0]?.address ?? 0;
        const files = parts.map(({ address, data }) => ({ name: 'part', address: address - start, data }));
        const merged = Buffer.from(mergeRaw(sortFiles(files), whole));
        for (const { address, data } of files)
          expect(merged.subarray(address, address + data.length).equals(data)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('may be empty ones', () => {
    expect(mergeRaw(sortFiles([file('empty', 0, 0)]), whole)).toHaveLength(0);
    expect(sortFiles([file('empty', 0x10, 0), file('boot', 0, 0x100)])).toHaveLength(2);
  });

  it('are refused where two overlap, where one lies before the target, and where no flash reaches', () => {
    const overlapping = [file('boot', 0x1000, 0x500), file('app', 0x1400, 10)];
    expect(() => sortFiles(overlapping)).toThrow(
      expect.objectContaining({
        code: 'segments-overlap',
        context: { first: 'boot', second: 'app', offset: '0x1400' },
      }) as Error,
    );
    expect(() =>
      mergeRaw(sortFiles([file('boot', 0x1000, 1)]), { targetOffset: 0x2000, flashSizeBytes: null }),
    ).toThrow(expect.objectContaining({ code: 'before-target-offset' }) as Error);
    expect(() => sortFiles([file('typo', 0xffff_0000, 1)])).toThrow(
      expect.objectContaining({ code: 'past-end-of-flash' }) as Error,
    );
  });
});
