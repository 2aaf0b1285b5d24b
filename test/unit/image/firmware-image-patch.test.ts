import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chips } from '../../../src-main/engine/chips/registry';
import { parseFirmwareImage } from '../../../src-main/engine/image/firmware-image';
import { patchFlashParameters } from '../../../src-main/engine/image/firmware-image-patch';
import {
  decodeFlashParameters,
  encodeFlashParameters,
  flashSizeName,
} from '../../../src-main/engine/image/flash-parameters';
import { parseFlashSize } from '../../../src-shared/model/flash-size';
import { golden, withoutGolden } from '../../support/golden';
import { buildImage } from './build-image';

const sha256 = (bytes: Uint8Array): Promise<Uint8Array> =>
  Promise.resolve(createHash('sha256').update(bytes).digest());
const dout8MB20m = encodeFlashParameters(chips.esp32, 'dout', '20m', '8MB');

describe('patching the flash settings', () => {
  it('changes two bytes and the digest, and leaves the given bytes alone', async () => {
    const original = buildImage({ chipId: 0, flashMode: 2, flashSizeFrequency: 0x10 });
    const before = original.slice();
    const { bytes, outcome } = await patchFlashParameters(original, dout8MB20m, sha256, chips.esp32);
    expect(outcome).toBe('patched');
    expect(original).toEqual(before);
    expect([bytes[2], bytes[3]]).toEqual([3, 0x32]);
    expect(parseFirmwareImage(bytes, chips.esp32).digest?.valid).toBe(true);
    const changed = [...bytes.keys()].filter((index) => bytes[index] !== original[index]);
    expect(changed.filter((index) => index < bytes.length - 32)).toEqual([2, 3]);
  });

  it('keeps what it is told to keep', async () => {
    const original = buildImage({ chipId: 0, flashMode: 2, flashSizeFrequency: 0x1f });
    const parameters = encodeFlashParameters(chips.esp32, 'keep', 'keep', '4MB');
    const { bytes } = await patchFlashParameters(original, parameters, sha256);
    expect([bytes[2], bytes[3]]).toEqual([2, 0x2f]);
  });

  it('gives back the very bytes when nothing changes', async () => {
    const original = buildImage({ chipId: 0 });
    const keep = { mode: null, frequency: null, size: null };
    expect(await patchFlashParameters(original, keep, sha256)).toEqual({
      bytes: original,
      outcome: 'nothing-to-change',
    });
  });

  it('leaves an image alone whose digest was wrong: a new one would make it look whole', async () => {
    const original = buildImage({ chipId: 0 });
    original[50] = (original[50] ?? 0) ^ 1;
    const { bytes, outcome } = await patchFlashParameters(original, dout8MB20m, sha256);
    expect(outcome).toBe('digest-invalid');
    expect(bytes).toBe(original);
  });

  it.skipIf(withoutGolden)('makes the bytes that the reference tool makes', async () => {
    const bootloader = readFileSync(golden('files', 'bootloader_esp32_v5_2.bin'));
    const { bytes } = await patchFlashParameters(bootloader, dout8MB20m, sha256, chips.esp32);
    const partitions = readFileSync(golden('files', 'partitions_singleapp.bin'));
    const app = readFileSync(golden('files', 'one_kb.bin'));
    const merged = Buffer.alloc(0x10000 + app.length, 0xff);
    merged.set(bytes, 0x1000);
    merged.set(partitions, 0x8000);
    merged.set(app, 0x10000);
    // golden/cases.json, merge-raw-mode: the same three files merged with these settings.
    expect(createHash('sha256').update(merged).digest('hex')).toBe(
      '1f545bdd21e31ee520d2a16305a1830770a90e227144190f2546380acb855b69',
    );
  });
});

describe('flash settings', () => {
  it('have the same codes in both directions on every chip', () => {
    for (const chip of Object.values(chips)) {
      for (const size of Object.keys(chip.flash.sizes)) {
        for (const frequency of Object.keys(chip.flash.frequencies)) {
          const codes = encodeFlashParameters(chip, 'dio', frequency, size);
          const names = decodeFlashParameters(
            chip,
            codes.mode ?? -1,
            (codes.size ?? 0) | (codes.frequency ?? 0),
          );
          expect(names.mode).toBe('dio');
          expect(chip.flash.sizes[names.size ?? '']).toBe(codes.size);
          expect(chip.flash.frequencies[names.frequency ?? '']).toBe(codes.frequency);
        }
      }
    }
  });

  it('that a chip does not have are refused with those it has', () => {
    expect(() => encodeFlashParameters(chips.esp32c6, 'keep', '26m', 'keep')).toThrow(
      expect.objectContaining({
        code: 'flash-setting-unknown',
        context: { chip: 'ESP32-C6', setting: 'flash frequency', value: '26m', choices: '80m, 40m, 20m' },
      }) as Error,
    );
    expect(() => encodeFlashParameters(chips.esp32, 'keep', 'keep', 'toString')).toThrow(/flash size/);
  });

  it('name sizes of which a chip has a code', () => {
    expect(parseFlashSize('256KB')).toBe(0x4_0000);
    expect(parseFlashSize('2MB-c1')).toBe(0x20_0000);
    expect(parseFlashSize('large')).toBeNull();
    expect(flashSizeName(chips.esp8266, 0x40_0000)).toBe('4MB');
    expect(flashSizeName(chips.esp8266, 0x200_0000)).toBeNull();
  });
});
