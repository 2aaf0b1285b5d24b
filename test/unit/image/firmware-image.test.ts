import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src-shared/errors/app-error';
import { chips } from '../../../src-main/engine/chips/registry';
import { imageChecksum, parseFirmwareImage } from '../../../src-main/engine/image/firmware-image';
import { golden, withoutGolden } from '../../support/golden';
import { buildImage, patternBytes } from './build-image';

describe('a firmware image', () => {
  it('tells its header, its segments and where it ends', () => {
    const image = parseFirmwareImage(
      buildImage({ chipId: 5, flashMode: 2, flashSizeFrequency: 0x2f, minRevision: 3, maxRevision: 199 }),
      chips.esp32c3,
    );
    expect(image).toMatchObject({
      magic: 0xe9,
      segmentCount: 2,
      flashMode: 2,
      flashSizeFrequency: 0x2f,
      entryPoint: 0x4008_0000,
      chipId: 5,
      minRevision: 3,
      maxRevision: 199,
      hashAppended: true,
      checksumValid: true,
      segments: [
        { loadAddress: 0x3ffb_0000, fileOffset: 32, sizeBytes: 100 },
        { loadAddress: 0x3ffb_0000, fileOffset: 140, sizeBytes: 60 },
      ],
      endOffset: 208 + 32,
    });
    expect(image.digest?.valid).toBe(true);
  });

  it('ends where it says, whatever follows it', () => {
    const bytes = buildImage({ chipId: 0 });
    const merged = Buffer.concat([bytes, patternBytes(5000, 9)]);
    expect(parseFirmwareImage(merged, chips.esp32).endOffset).toBe(bytes.length);
    expect(parseFirmwareImage(merged, chips.esp32).digest?.valid).toBe(true);
  });

  it('shows a byte that has changed in checksum and digest', () => {
    const bytes = buildImage({ chipId: 0 });
    bytes[40] = (bytes[40] ?? 0) ^ 0x10;
    const image = parseFirmwareImage(bytes, chips.esp32);
    expect(image.checksumValid).toBe(false);
    expect(image.digest?.valid).toBe(false);
  });

  it('has no digest where none is appended, and a wrong one where it is cut off', () => {
    expect(parseFirmwareImage(buildImage({ chipId: 0, hashAppended: false })).digest).toBeNull();
    const cut = buildImage({ chipId: 0 }).subarray(0, -5);
    expect(parseFirmwareImage(cut).digest).toEqual({ stored: new Uint8Array(0), valid: false });
  });

  it('takes the old one-byte revision as major, and as minor on the ESP32-C3', () => {
    expect(parseFirmwareImage(buildImage({ chipId: 0, legacyMinRevision: 3 })).minRevision).toBe(300);
    expect(parseFirmwareImage(buildImage({ chipId: 5, legacyMinRevision: 3 })).minRevision).toBe(3);
  });

  it('sets no upper limit with 0 or 65535', () => {
    expect(parseFirmwareImage(buildImage({ chipId: 9, maxRevision: 0 })).maxRevision).toBeNull();
    expect(parseFirmwareImage(buildImage({ chipId: 9, maxRevision: 0xffff })).maxRevision).toBeNull();
  });

  it('is read without an extended header on the ESP8266, told or guessed', () => {
    const bytes = buildImage({ chipId: null });
    for (const chip of [chips.esp8266, null]) {
      const image = parseFirmwareImage(bytes, chip);
      expect(image).toMatchObject({ chipId: null, minRevision: null, digest: null, checksumValid: true });
      expect(image.segments[0]).toMatchObject({ fileOffset: 16, sizeBytes: 100 });
    }
  });

  it('of the ESP8266’s second kind leaves its flash-mapped segment out of the checksum', () => {
    const inner = buildImage({ chipId: null });
    const head = new Uint8Array(16);
    head.set([0xea, 4]);
    new DataView(head.buffer).setUint32(12, 32, true);
    const bytes = Buffer.concat([head, patternBytes(32, 3), inner]);
    const image = parseFirmwareImage(bytes, chips.esp8266);
    expect(image).toMatchObject({ magic: 0xea, headerOffset: 48, segmentCount: 2, checksumValid: true });
    expect(image.segments.map(({ sizeBytes }) => sizeBytes)).toEqual([32, 100, 60]);
  });

  it.each([
    ['nothing', new Uint8Array(0)],
    ['another magic', patternBytes(64, 1)],
    ['half a header', buildImage({ chipId: 0 }).subarray(0, 6)],
    ['no segments', Uint8Array.of(0xe9, 0, 0, 0, ...new Array<number>(28).fill(0))],
    ['too many segments', Uint8Array.of(0xe9, 17, 0, 0, ...new Array<number>(400).fill(0))],
    ['a segment past the end', buildImage({ chipId: 0 }).subarray(0, 100)],
  ])('is refused when it is %s', (_, bytes) => {
    expect(() => parseFirmwareImage(bytes, chips.esp32)).toThrow(
      expect.objectContaining({ code: 'image-invalid' }) as Error,
    );
  });

  it('never does worse than being refused, whatever the bytes are', () => {
    const anything = fc.uint8Array({ maxLength: 300 }).map((tail) => Uint8Array.of(0xe9, ...tail));
    fc.assert(
      fc.property(anything, (bytes) => {
        try {
          const image = parseFirmwareImage(bytes);
          expect(image.endOffset).toBeLessThanOrEqual(bytes.length);
          for (const { fileOffset, sizeBytes } of image.segments)
            expect(fileOffset + sizeBytes).toBeLessThanOrEqual(bytes.length);
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
          expect((error as AppError).code).toBe('image-invalid');
        }
      }),
    );
  });
});

describe.skipIf(withoutGolden)('images of the reference files', () => {
  /** Facts printed by `image-info` in golden/cases.json. */
  it.each([
    ['bootloader_esp8266.bin', null, 3, 0x40100294, 0xc0, null],
    ['bootloader_esp32_v5_2.bin', 0, 4, 0x40080650, 0xbe, true],
    ['bootloader_esp32c3.bin', 5, 4, 0x403c0000, 0x77, true],
    ['helloworld-esp32.bin', 0, 2, 0x4008c008, 0x14, true],
  ] as const)('%s reads as the reference tool reads it', (file, chipId, count, entry, checksum, digest) => {
    const bytes = readFileSync(golden('files', file));
    const image = parseFirmwareImage(bytes);
    expect(image).toMatchObject({
      chipId,
      segmentCount: count,
      entryPoint: entry,
      checksumValid: true,
    });
    expect(imageChecksum(bytes, image.segments)).toBe(checksum);
    expect(image.digest?.valid ?? null).toBe(digest);
  });
});
