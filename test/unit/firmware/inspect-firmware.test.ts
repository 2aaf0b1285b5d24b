import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chipIds } from '../../../src-shared/model/chip';
import { chips } from '../../../src-main/engine/chips/registry';
import { inspectFirmware } from '../../../src-main/engine/image/inspect-firmware';
import { golden, withoutGolden } from '../../support/golden';
import { appFor, bootloaderFor, merge, otaPartitions, otaTable } from './sample-images';

/** Sequence 1 and its CRC, as in the boot_app0.bin that comes with Arduino cores. */
function otaDataEntry(): Uint8Array {
  const entry = new Uint8Array(32).fill(0xff);
  entry.set([1, 0, 0, 0]);
  entry.set([0x9a, 0x98, 0x43, 0x47], 28);
  return entry;
}

describe('what a file is', () => {
  it.each(chipIds)('tells bootloader and app of the %s apart', (chip) => {
    const bootloader = inspectFirmware(bootloaderFor(chip));
    const app = inspectFirmware(appFor(chip));
    expect([bootloader.kind, bootloader.image?.chip]).toEqual(['bootloader', chip]);
    expect([app.kind, app.image?.chip]).toEqual(['app', chip]);
    expect(app.image?.checksumValid).toBe(true);
  });

  it('reads what the header asks for', () => {
    const { image } = inspectFirmware(bootloaderFor('esp32c3'));
    expect(image).toMatchObject({
      flashMode: 'dio',
      flashFrequency: '80m',
      flashSize: '4MB',
      digestValid: true,
      minRevision: 3,
      maxRevision: 399,
      segmentCount: 1,
    });
  });

  it('reads project, version and date of an app', () => {
    const { image } = inspectFirmware(appFor('esp32s3', { project: 'blink', version: '1.2.3' }));
    expect(image?.app).toEqual({
      projectName: 'blink',
      version: '1.2.3',
      idfVersion: 'v5.3.1',
      compiled: 'Nov  1 2026 10:20:30',
    });
  });

  it('leaves out of texts what a screen cannot show', () => {
    const bytes = appFor('esp32c3', { project: 'a\u0007b\u001b[31mc', version: '\u202e1' });
    expect(inspectFirmware(bytes).image?.app).toMatchObject({ projectName: 'ab[31mc', version: '1' });
  });

  it('says which chip id it does not know', () => {
    const bytes = appFor('esp32c3', { project: 'new', version: '1' });
    bytes[12] = 0x77;
    expect(inspectFirmware(bytes)).toMatchObject({ kind: 'app', image: { chip: null, unknownChipId: 0x77 } });
  });

  it('calls an image with one wrong byte damaged', () => {
    const bytes = appFor('esp32c3');
    bytes[1000] = 0;
    expect(inspectFirmware(bytes).image).toMatchObject({ checksumValid: false, digestValid: false });
  });

  it('knows an app whose download stopped half-way', () => {
    const cut = appFor('esp32c3', { project: 'blink', version: '1' }).subarray(0, 3000);
    expect(inspectFirmware(cut)).toMatchObject({
      kind: 'app',
      image: { chip: 'esp32c3', checksumValid: false, app: { projectName: 'blink' } },
    });
  });

  it('knows a partition table', () => {
    expect(inspectFirmware(otaTable)).toMatchObject({ kind: 'partition-table', partitions: otaPartitions });
  });

  it.each([
    ['blank', new Uint8Array(0x2000).fill(0xff)],
    ['with the first slot chosen', merge([0, otaDataEntry()], [0x1fff, Uint8Array.of(0xff)])],
  ])('knows OTA data that is %s', (_, bytes) => {
    expect(inspectFirmware(bytes).kind).toBe('ota-data');
  });

  it('takes OTA data with a wrong CRC for data', () => {
    const bytes = merge([0, otaDataEntry()], [0x1fff, Uint8Array.of(0xff)]);
    bytes[28] = 0;
    expect(inspectFirmware(bytes).kind).toBe('data');
  });

  it('calls nothing at all empty and anything else data', () => {
    expect(inspectFirmware(new Uint8Array(0)).kind).toBe('empty');
    expect(inspectFirmware(Uint8Array.of(0xe9)).kind).toBe('data');
    expect(inspectFirmware(new TextEncoder().encode('hello')).kind).toBe('data');
  });
});

describe('a merged file', () => {
  it.each(['esp32c3', 'esp32', 'esp32p4'] as const)(
    'of the %s from the start of flash belongs at 0',
    (chip) => {
      const merged = merge(
        [chips[chip].bootloaderOffset, bootloaderFor(chip)],
        [0x8000, otaTable],
        [0x2_0000, appFor(chip)],
      );
      expect(inspectFirmware(merged)).toMatchObject({
        kind: 'merged',
        flashOffset: 0,
        image: { chip },
        partitions: otaPartitions,
      });
    },
  );

  it('of an ESP32 that starts with its bootloader belongs at 0x1000', () => {
    const merged = merge([0, bootloaderFor('esp32')], [0x7000, otaTable]);
    expect(inspectFirmware(merged)).toMatchObject({ kind: 'merged', flashOffset: 0x1000 });
  });

  it('of an ESP8266 is a boot image with an app in the next sector', () => {
    const merged = merge([0, bootloaderFor('esp8266')], [0x1000, appFor('esp8266')]);
    expect(inspectFirmware(merged)).toMatchObject({
      kind: 'merged',
      flashOffset: 0,
      image: { chip: 'esp8266' },
      partitions: null,
    });
  });

  it('is not seen in an app that carries a partition table as data', () => {
    const app = appFor('esp32c3', null, 0x9000);
    expect(inspectFirmware(merge([0, app], [0xb000, otaTable])).kind).toBe('app');
  });
});

describe('hostile bytes', () => {
  const magics = fc.constantFrom([0xe9], [0xea], [0xaa, 0x50], [0xff], [0xfe, 0xff, 0xff, 0xff], []);
  it('are always answered', () => {
    fc.assert(
      fc.property(magics, fc.uint8Array({ maxLength: 9000 }), (magic, bytes) => {
        bytes.set(magic.slice(0, bytes.length));
        expect(inspectFirmware(bytes).kind).toBeTypeOf('string');
      }),
    );
  });

  it('in place of any of a real image’s are always answered', () => {
    const whole = appFor('esp32', { project: 'x', version: '1' });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(63), fc.nat(255)), { maxLength: 6 }),
        fc.nat(whole.length),
        (changes, size) => {
          const bytes = whole.slice(0, size);
          for (const [at, value] of changes) if (at < size) bytes[at] = value;
          expect(inspectFirmware(bytes).kind).toBeTypeOf('string');
        },
      ),
    );
  });
});

describe.skipIf(withoutGolden)('files from real builds', () => {
  const cases = [
    ['files/bootloader_esp32c3.bin', 'bootloader', 'esp32c3', null],
    ['files/bootloader_esp32_v5_2.bin', 'bootloader', 'esp32', 'v5.2-dev-254-g1950b15'],
    ['files/bootloader_signed_v2_rsa.bin', 'bootloader', 'esp32', null],
    ['files/bootloader_esp8266.bin', 'bootloader', 'esp8266', null],
    ['expected/elf-c6/out.bin', 'app', 'esp32c6', null],
    ['expected/nvs-basic-v1/nvs.bin', 'nvs', undefined, null],
    ['expected/nvs-many-v2/nvs.bin', 'nvs', undefined, null],
    ['files/partitions_singleapp.bin', 'partition-table', undefined, null],
    ['files/one_kb.bin', 'data', undefined, null],
    ['files/zerolength.bin', 'empty', undefined, null],
    ['files/esp32-bootloader.elf', 'data', undefined, null],
  ] as const;

  it.each(cases)('%s is told to be %s', (file, kind, chip, idfVersion) => {
    const inspection = inspectFirmware(readFileSync(golden(file)));
    expect(inspection.kind).toBe(kind);
    expect(inspection.image?.chip).toBe(chip);
    expect(inspection.bootloaderIdfVersion).toBe(idfVersion);
    if (inspection.image !== null)
      expect([inspection.image.checksumValid, inspection.image.digestValid]).not.toContain(false);
  });
});
