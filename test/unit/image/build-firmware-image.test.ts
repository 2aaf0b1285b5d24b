import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chips } from '../../../src-main/engine/chips/registry';
import { buildFirmwareImage } from '../../../src-main/engine/image/build-firmware-image';
import { parseFirmwareImage } from '../../../src-main/engine/image/firmware-image';

const content = fc.record({
  flashMode: fc.integer({ min: 0, max: 3 }),
  flashSizeFrequency: fc.integer({ min: 0, max: 255 }),
  entryPoint: fc.integer({ min: 0, max: 0xffff_ffff }),
  minRevision: fc.integer({ min: 0, max: 0xffff }),
  maxRevision: fc.integer({ min: 1, max: 0xfffe }),
  legacyMinRevision: fc.integer({ min: 0, max: 255 }),
  digest: fc.boolean(),
  chip: fc.constantFrom(...Object.values(chips)),
  segments: fc.array(
    fc.record({
      loadAddress: fc.integer({ min: 0, max: 0xffff_ffff }),
      data: fc.uint8Array({ maxLength: 300 }),
    }),
    { minLength: 1, maxLength: 16 },
  ),
});

describe('a built image', () => {
  it('is read as what went into it, on every chip', () => {
    fc.assert(
      fc.property(content, ({ chip, minRevision, maxRevision, legacyMinRevision, ...fields }) => {
        const chipId = chip.imageChipId;
        const extended = chipId === null ? null : { chipId, minRevision, maxRevision, legacyMinRevision };
        const digest = chipId !== null && fields.digest;
        const bytes = buildFirmwareImage({ ...fields, extended, digest });
        const image = parseFirmwareImage(bytes, chip);
        expect(image).toMatchObject({
          flashMode: fields.flashMode,
          flashSizeFrequency: fields.flashSizeFrequency,
          entryPoint: fields.entryPoint,
          chipId,
          checksumValid: true,
          hashAppended: digest,
          endOffset: bytes.length,
        });
        expect(image.digest?.valid ?? null).toBe(digest ? true : null);
        if (chipId !== null)
          expect([image.minRevision, image.maxRevision, bytes[14]]).toEqual([
            minRevision,
            maxRevision,
            legacyMinRevision,
          ]);
        expect(image.segments.map(({ loadAddress }) => loadAddress)).toEqual(
          fields.segments.map(({ loadAddress }) => loadAddress),
        );
        image.segments.forEach(({ fileOffset, sizeBytes }, index) => {
          const data = fields.segments[index]?.data ?? new Uint8Array(0);
          expect(sizeBytes).toBe(Math.ceil(data.length / 4) * 4);
          expect(Buffer.from(bytes.subarray(fileOffset, fileOffset + data.length)).equals(data)).toBe(true);
        });
      }),
      { numRuns: 200 },
    );
  });
});
