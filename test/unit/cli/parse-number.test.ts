import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseByteNumber } from '../../../src-main/cli/parse-number';

describe('a number on the command line', () => {
  it.each([
    ['0', 0],
    ['65536', 65_536],
    ['0x10000', 0x1_0000],
    ['0X1F', 0x1f],
    ['0o17', 15],
    ['0b101', 5],
    ['64k', 65_536],
    ['64K', 65_536],
    ['4M', 0x40_0000],
    ['4MB', 0x40_0000],
    ['0x10k', 0x4000],
    ['1_000', 1000],
    ['4096M', 0x1_0000_0000],
  ])('%s is %d', (text, value) => {
    expect(parseByteNumber(text)).toBe(value);
  });

  it.each(['', 'k', '0x', '12.5', '-1', '1e3', 'app.bin', '4G', '0x10 0x20', '4097M', '0b2', '٣'])(
    '“%s” is none',
    (text) => {
      expect(parseByteNumber(text)).toBeNull();
    },
  );

  it('reads back whatever is written in hex', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), (value) => {
        expect(parseByteNumber(`0x${value.toString(16)}`)).toBe(value);
      }),
    );
  });
});
