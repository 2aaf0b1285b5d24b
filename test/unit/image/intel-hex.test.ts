import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinTouching } from '../../../src-main/engine/image/address-range';
import { encodeIntelHex, looksLikeIntelHex, parseIntelHex } from '../../../src-main/engine/image/intel-hex';
import { patternBytes } from './build-image';
import { arbitraryParts } from './arbitrary-parts';

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const bytesOf = (lines: string): Uint8Array => new TextEncoder().encode(lines);

describe('Intel HEX', () => {
  it('comes back as it was, wherever the parts lie', () => {
    fc.assert(
      fc.property(arbitraryParts, (parts) => {
        const { parts: back, startAddress } = parseIntelHex(encodeIntelHex(parts));
        expect(back).toEqual(joinTouching(parts));
        expect(startAddress).toBeNull();
      }),
      { numRuns: 300 },
    );
  });

  it('is the example of the format’s description', () => {
    const data = Uint8Array.from(Buffer.from('214601360121470136007efe09d21901', 'hex'));
    expect(text(encodeIntelHex([{ address: 0x100, data }]))).toBe(
      ':10010000214601360121470136007EFE09D2190140\n:00000001FF\n',
    );
  });

  it('changes its bank at every 64 KB, within a record’s length too', () => {
    const hex = text(encodeIntelHex([{ address: 0xfffa, data: patternBytes(16, 1) }]));
    expect(hex.split('\n').map((line) => line.slice(0, 9))).toEqual([
      ':02000004',
      ':06FFFA00',
      ':02000004',
      ':0A000000',
      ':00000001',
      '',
    ]);
  });

  it('is understood with segments, start addresses, small letters and lines of any system', () => {
    const hex =
      ':020000021000EC\r\n:0400100041424344e2\r\n:0400000300003800C1\r\n\r\n:020000040800F2\n:01000000AA55\n:04000005080000ED02\n:00000001FF';
    expect(parseIntelHex(bytesOf(hex))).toEqual({
      parts: [
        { address: 0x1_0010, data: bytesOf('ABCD') },
        { address: 0x0800_0000, data: Uint8Array.of(0xaa) },
      ],
      startAddress: 0x0800_00ed,
    });
  });

  it.each([
    ['a wrong checksum', ':0100000001FF\n:00000001FF', /line 1 has a wrong checksum/],
    ['no end', ':0100000001FE\n', /end record is missing/],
    ['something behind its end', ':00000001FF\n:0100000001FE\n', /line 2 follows the end/],
    ['a record cut off', ':0400100041424344', /line 1 has a wrong length/],
    ['half a byte', ':00000001F', /line 1 has a wrong length/],
    ['another letter', ':0000000xFF', /no digit/],
    ['no colon', '00000001FF', /colon/],
    ['an unknown record', ':00000009F7', /unknown type 9/],
    ['a bank of the wrong length', ':0100000401FA', /line 1 has a wrong length/],
    ['an address twice', ':0100000001FE\n:0100000002FD\n:00000001FF', /address twice/],
    ['data beyond 32 bits', ':02000004FFFFFC\n:02FFFF000102FD\n:00000001FF', /address space/],
  ])('with %s is refused with the place', (_, hex, reason) => {
    expect(() => parseIntelHex(bytesOf(hex), 'a.hex')).toThrow(reason);
    expect(() => parseIntelHex(bytesOf(hex), 'a.hex')).toThrow(
      expect.objectContaining({ code: 'container-invalid' }) as Error,
    );
  });

  it('needs no memory for the gap between two far addresses', () => {
    const far = [
      { address: 0, data: patternBytes(4, 1) },
      { address: 0xffff_fff0, data: patternBytes(16, 2) },
    ];
    expect(parseIntelHex(encodeIntelHex(far)).parts).toEqual(far);
    expect(() => encodeIntelHex([{ address: 0xffff_ffff, data: patternBytes(2, 1) }])).toThrow(RangeError);
    expect(() => encodeIntelHex([...far, { address: 2, data: patternBytes(4, 1) }])).toThrow(RangeError);
  });

  it('is told from data by its first record', () => {
    expect(looksLikeIntelHex(bytesOf(':00000001FF'))).toBe(true);
    expect(looksLikeIntelHex(bytesOf(':-) hello world'))).toBe(false);
    expect(looksLikeIntelHex(Uint8Array.of(0xe9, 3))).toBe(false);
    expect(looksLikeIntelHex(new Uint8Array(0))).toBe(false);
  });
});
