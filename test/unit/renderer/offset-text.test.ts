import { describe, expect, it } from 'vitest';
import {
  formatOffset,
  parseOffset,
  partitionStartingAt,
} from '../../../src-renderer/model/format/offset-text';
import { samplePartitions } from '../../support/sample-station';

const read = (text: string) => parseOffset(text, samplePartitions);

describe('an offset as typed', () => {
  it.each([
    ['0x10000', 0x10000],
    ['0X1F000', 0x1f000],
    ['0x1_0000', 0x10000],
    ['65536', 65_536],
    ['0', 0],
    ['64K', 0x10000],
    ['64 kb', 0x10000],
    ['64KiB', 0x10000],
    ['1M', 0x100000],
    ['2 MB', 0x200000],
    ['  0x8000 ', 0x8000],
    ['0xffffffff', 0xffff_ffff],
  ])('%s is read as bytes', (text, offset) => {
    expect(read(text)).toEqual({ ok: true, offset });
  });

  it.each([
    ['factory', 0x10000],
    ['NVS', 0x9000],
    ['phy_init', 0xf000],
  ])('%s is the start of the partition of that name', (text, offset) => {
    expect(read(text)).toEqual({ ok: true, offset });
  });

  it('takes the partition whose name matches to the letter where two differ in case only', () => {
    const [first, second] = samplePartitions;
    if (!first || !second) throw new Error('the sample has two partitions');
    const table = [
      { ...first, name: 'data' },
      { ...second, name: 'Data' },
    ];
    expect(parseOffset('Data', table)).toEqual({ ok: true, offset: second.offset });
  });

  it.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['ota_1', 'unknown-partition'],
    ['0x', 'not-an-offset'],
    ['0xZZ', 'not-an-offset'],
    ['-1', 'not-an-offset'],
    ['1.5M', 'not-an-offset'],
    ['1F000', 'not-an-offset'],
    ['512b', 'not-an-offset'],
    ['12 apples', 'not-an-offset'],
    ['0x100000000', 'out-of-range'],
    ['4097M', 'out-of-range'],
  ])('refuses “%s” as %s', (text, problem) => {
    expect(read(text)).toEqual({ ok: false, problem });
  });
});

describe('an offset as shown', () => {
  it('reads back as itself', () => {
    for (const offset of [0, 0x1000, 0x10000, 0xffff_ffff])
      expect(read(formatOffset(offset))).toEqual({ ok: true, offset });
  });

  it('is named after the partition that starts there, not after one that contains it', () => {
    expect(partitionStartingAt(0x10000, samplePartitions)?.name).toBe('factory');
    expect(partitionStartingAt(0x11000, samplePartitions)).toBeUndefined();
  });
});
