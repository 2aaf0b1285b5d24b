import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError, type ErrorContext } from '../../../src-shared/errors/app-error';
import { chips } from '../../../src-main/engine/chips/registry';
import { parseElf } from '../../../src-main/engine/image/elf';
import { imageFromElf } from '../../../src-main/engine/image/elf-to-image';
import { readImageDetails, suspiciousSegments } from '../../../src-main/engine/image/image-details';
import { inspectFirmware } from '../../../src-main/engine/image/inspect-firmware';
import { encodeIntelHex, parseIntelHex } from '../../../src-main/engine/image/intel-hex';
import { encodeUf2, parseUf2 } from '../../../src-main/engine/image/uf2';
import { golden, goldenFolder } from '../../support/golden';
import { buildElf } from './build-elf';
import { buildImage, patternBytes } from './build-image';
import { elfRequest } from './elf-request';

/** A file of the recordings, at most so much of it, or what stands for it in a bare clone. */
function realFile(name: string, standIn: Uint8Array, limitBytes = 40_000): Uint8Array {
  if (goldenFolder === null || !existsSync(golden('files', name))) return standIn;
  return Uint8Array.from(readFileSync(golden('files', name)).subarray(0, limitBytes));
}

const elf = buildElf({
  sections: [
    { name: '.flash.appdesc', address: 0x3f40_0020, data: patternBytes(300, 1) },
    { name: '.iram0.text', address: 0x4008_0000, data: patternBytes(500, 2), flags: 6 },
  ],
  withProgramHeaders: true,
});

/** Single bytes changed, words set to what breaks sums, the end cut off. */
function mutated(original: Uint8Array): fc.Arbitrary<Uint8Array> {
  const place = fc.oneof(
    fc.integer({ min: 0, max: Math.min(255, original.length - 1) }),
    fc.integer({ min: 0, max: original.length - 1 }),
  );
  const value = fc.oneof(
    fc.constantFrom(0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_fff0, 0xffff_ffff),
    fc.integer({ min: 0, max: 0xffff_ffff }),
  );
  const change = fc.record({ place, value, sizeBytes: fc.constantFrom(1, 2, 4) });
  const end = fc.oneof(fc.constant(original.length), fc.integer({ min: 0, max: original.length }));
  return fc.tuple(fc.array(change, { maxLength: 4 }), end).map(([changes, length]) => {
    const bytes = original.slice();
    for (const { place: at, value: word, sizeBytes } of changes)
      for (let index = 0; index < sizeBytes && at + index < bytes.length; index++)
        bytes[at + index] = (word >>> (8 * index)) & 0xff;
    return bytes.subarray(0, length);
  });
}

/** Runs `read` on many changed files: it answers, or refuses with one of these codes, and nothing else. */
function survives(
  original: Uint8Array,
  codes: readonly string[],
  read: (bytes: Uint8Array) => void,
  numRuns: number,
): { answered: number; refused: number } {
  const count = { answered: 0, refused: 0 };
  fc.assert(
    fc.property(mutated(original), (bytes) => {
      try {
        read(bytes);
        count.answered++;
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        expect(codes).toContain(error.code);
        expect(Object.values<ErrorContext[string]>(error.context).join().length).toBeLessThan(400);
        count.refused++;
      }
    }),
    { numRuns },
  );
  return count;
}

describe('damaged files are refused by their reason, never by a crash', () => {
  const inputs: readonly [string, Uint8Array, readonly string[], (bytes: Uint8Array) => void, number][] = [
    [
      'images',
      realFile('bootloader_esp32_v5_2.bin', buildImage({ chipId: 0 })),
      ['image-invalid'],
      (bytes) => {
        readImageDetails(bytes, null);
        suspiciousSegments(bytes, chips.esp8266);
      },
      600,
    ],
    [
      'images of the ESP8266',
      realFile('bootloader_esp8266.bin', buildImage({ chipId: null, loadAddress: 0x4010_0000 })),
      ['image-invalid'],
      (bytes) => {
        suspiciousSegments(bytes, chips.esp8266);
        readImageDetails(bytes, chips.esp8266);
      },
      600,
    ],
    [
      'anything dropped',
      realFile('helloworld-esp32.bin', buildImage({ chipId: 0 })),
      [],
      inspectFirmware,
      600,
    ],
    ['ELF files', realFile('esp32c6-appdesc.elf', elf), ['elf-invalid'], (bytes) => parseElf(bytes), 600],
    [
      'ELF files made to images',
      elf,
      ['elf-invalid', 'image-impossible'],
      (bytes) => imageFromElf(bytes, elfRequest({ useProgramHeaders: (bytes[0] ?? 0) % 2 === 0 })),
      600,
    ],
    [
      'UF2 files',
      encodeUf2([{ address: 0x1000, data: patternBytes(2000, 3) }], {
        familyId: 1,
        md5: false,
        chunkSizeBytes: 256,
      }),
      ['container-invalid'],
      (bytes) => parseUf2(bytes),
      600,
    ],
    [
      'Intel HEX files',
      encodeIntelHex([{ address: 0xfff0, data: patternBytes(200, 4) }]),
      ['container-invalid'],
      (bytes) => parseIntelHex(bytes),
      600,
    ],
  ];

  it.each(inputs)('%s', (_, original, codes, read, numRuns) => {
    const { answered, refused } = survives(original, codes, read, numRuns);
    expect(answered).toBeGreaterThan(0);
    expect(answered + refused).toBe(numRuns);
    if (codes.length > 0) expect(refused).toBeGreaterThan(0);
  });
});
