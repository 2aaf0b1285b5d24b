import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinTouching } from '../../../src-main/engine/image/address-range';
import { encodeUf2, largestUf2Chunk, looksLikeUf2, parseUf2 } from '../../../src-main/engine/image/uf2';
import { arbitraryParts } from './arbitrary-parts';
import { patternBytes } from './build-image';

const familyId = 0x1c5f_21b0;

describe('UF2', () => {
  it('comes back as it was, with any chunk size, with MD5 or without', () => {
    const options = fc
      .record({ md5: fc.boolean(), chunk: fc.option(fc.integer({ min: 1, max: 113 }), { nil: null }) })
      .map(({ md5, chunk }) => ({ familyId, md5, chunkSizeBytes: chunk === null ? null : chunk * 4 }));
    fc.assert(
      fc.property(arbitraryParts, options, (parts, chosen) => {
        const file = encodeUf2(parts, chosen);
        expect(file.length % 512).toBe(0);
        expect(looksLikeUf2(file)).toBe(true);
        expect(parseUf2(file)).toEqual({ parts: joinTouching(parts), familyId, tags: [] });
      }),
      { numRuns: 200 },
    );
  });

  it('numbers the blocks of every part for itself', () => {
    const parts = [
      { address: 0x1000, data: patternBytes(500, 1) },
      { address: 0x8000, data: patternBytes(4, 2) },
      { address: 0x9000, data: new Uint8Array(0) },
    ];
    const file = encodeUf2(parts, { familyId, md5: true, chunkSizeBytes: null });
    const view = new DataView(file.buffer);
    const numbers = [0, 512, 1024].map((at) => [
      view.getUint32(at + 20, true),
      view.getUint32(at + 24, true),
    ]);
    expect(file).toHaveLength(3 * 512);
    expect(numbers).toEqual([
      [0, 2],
      [1, 2],
      [0, 1],
    ]);
  });

  it('carries no more than a block has room for, in steps of 4', () => {
    expect([largestUf2Chunk(true), largestUf2Chunk(false)]).toEqual([452, 476]);
    for (const chunkSizeBytes of [0, 2, 454, 456])
      expect(() => encodeUf2([], { familyId, md5: true, chunkSizeBytes })).toThrow(RangeError);
    expect(() => encodeUf2([], { familyId, md5: false, chunkSizeBytes: 476 })).not.toThrow();
  });

  const block = (): Uint8Array =>
    encodeUf2([{ address: 0x1000, data: patternBytes(256, 1) }], {
      familyId,
      md5: true,
      chunkSizeBytes: 256,
    });
  const changed = (change: (view: DataView, bytes: Uint8Array) => void): Uint8Array => {
    const bytes = block();
    change(new DataView(bytes.buffer), bytes);
    return bytes;
  };

  it('tells its extension tags', () => {
    const bytes = encodeUf2([{ address: 0x1000, data: patternBytes(256, 1) }], {
      familyId,
      md5: false,
      chunkSizeBytes: 256,
    });
    new DataView(bytes.buffer).setUint32(8, 0x2000 | 0x8000, true);
    bytes.set([7, 0xbc, 0xc7, 0x9f, 0x31, 0x2e, 0x30, 0, 4, 1, 2, 3], 32 + 256);
    expect(parseUf2(bytes).tags).toEqual([
      { id: 0x9f_c7bc, data: Uint8Array.of(0x31, 0x2e, 0x30) },
      { id: 0x03_0201, data: new Uint8Array(0) },
    ]);
    bytes[32 + 256] = 3;
    expect(() => parseUf2(bytes)).toThrow(/tag of block 0/);
  });

  it('takes an MD5 at the end of the block too, where the format’s description has it', () => {
    const moved = changed((_, bytes) => bytes.copyWithin(32 + 452, 32 + 256, 32 + 280).fill(0, 288, 312));
    expect(parseUf2(moved).parts).toHaveLength(1);
  });

  it('leaves out blocks that are not for flash', () => {
    const elsewhere = changed((view) => view.setUint32(8, 0x2001, true));
    expect(parseUf2(Buffer.concat([elsewhere, block()])).parts).toHaveLength(1);
  });

  it.each([
    ['half a block', block().subarray(0, 300), /multiple of 512/],
    ['nothing', new Uint8Array(0), /multiple of 512/],
    ['no first mark', changed((view) => view.setUint32(0, 1, true)), /block 0 has no marks/],
    ['no last mark', changed((view) => view.setUint32(508, 1, true)), /block 0 has no marks/],
    ['too large a payload', changed((view) => view.setUint32(16, 477, true)), /claims 477 bytes/],
    ['a changed byte', changed((_, bytes) => bytes.fill(0, 40, 41)), /MD5 of block 0/],
    ['an address twice', Buffer.concat([block(), block()]), /address twice/],
    [
      'blocks for two chips',
      Buffer.concat([block(), changed((view) => view.setUint32(28, 1, true))]),
      /different chips/,
    ],
  ])('with %s is refused with the place', (_, bytes, reason) => {
    expect(() => parseUf2(bytes, 'a.uf2')).toThrow(reason);
    expect(() => parseUf2(bytes, 'a.uf2')).toThrow(
      expect.objectContaining({ code: 'container-invalid' }) as Error,
    );
  });
});
