import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chipIds } from '../../../src-shared/model/chip';
import type { FileFormat } from '../../../src-shared/model/file-report';
import { chips } from '../../../src-main/engine/chips/registry';
import { encodeIntelHex } from '../../../src-main/engine/image/intel-hex';
import { inspectBytes } from '../../../src-main/files/images/inspect-bytes';
import { inspectFile } from '../../../src-main/files/images/inspect-file';
import { golden, withoutGolden } from '../../support/golden';
import { appFor, bootloaderFor, merge, otaPartitions, otaTable } from '../firmware/sample-images';
import { folderWith } from '../firmware/temp-folder';
import { buildElf } from '../image/build-elf';
import { buildImage, patternBytes } from '../image/build-image';
import {
  app,
  bootloader,
  elfFile,
  hexFile,
  mergedImage,
  nvsCsv,
  nvsImage,
  otaData,
  partitionCsv,
  textBytes,
  uf2File,
} from './sample-files';

const blank = new Uint8Array(0x3000).fill(0xff);

describe('a file is told by its contents', () => {
  const cases: readonly (readonly [FileFormat, Uint8Array])[] = [
    ['firmware-image', app],
    ['firmware-image', bootloader],
    ['merged-image', mergedImage],
    ['elf', elfFile],
    ['uf2', uf2File],
    ['intel-hex', hexFile],
    ['partition-table', otaTable],
    ['partition-csv', textBytes(partitionCsv)],
    ['nvs', nvsImage],
    ['nvs-csv', textBytes(nvsCsv)],
    ['ota-data', otaData],
    ['blank', blank],
    ['empty', new Uint8Array(0)],
    ['data', patternBytes(5000, 1)],
  ];

  it.each(cases)('as %s', (format, bytes) => {
    const report = inspectBytes(bytes, null);
    expect(report.format).toBe(format);
    expect(report.sizeBytes).toBe(bytes.length);
    expect(report.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(report.head).toBe(Buffer.from(bytes.subarray(0, 256)).toString('hex'));
  });

  it.each([
    ['an ELF file that ends early', elfFile.subarray(0, 60)],
    ['a UF2 file with a damaged block', uf2File.map((byte, index) => (index === 600 ? byte ^ 1 : byte))],
    ['a HEX file without its end', hexFile.subarray(0, hexFile.length - 12)],
    ['a table with a wrong MD5', otaTable.map((byte, index) => (index === 40 ? byte ^ 1 : byte))],
    ['text that is none of ours', textBytes('hello, world\nthis, is, no, table\n')],
    ['one byte', Uint8Array.of(0xe9)],
    [
      'data that starts like an image by chance',
      Uint8Array.from([
        0xe9,
        1,
        7,
        9,
        1,
        2,
        3,
        4,
        1,
        2,
        3,
        0x40,
        4,
        0,
        0,
        0,
        1,
        2,
        3,
        4,
        ...patternBytes(40, 1),
      ]),
    ],
  ])('as data where it is %s', (_, bytes) => {
    expect(inspectBytes(bytes, null).format).toBe('data');
  });
});

describe('a firmware image', () => {
  it('says all that its header and its description hold', () => {
    const { chip, image, flashOffset, parts } = inspectBytes(app, null);
    expect(chip).toBe('esp32');
    expect(flashOffset).toBeNull();
    expect(image).toMatchObject({
      role: 'app',
      flashMode: 'dio',
      flashFrequency: '80m',
      flashSize: '4MB',
      minRevision: 3,
      maxRevision: 399,
      truncated: false,
      app: { projectName: 'blink', version: '1.4.2', idfVersion: 'v5.3.1', compiled: 'Nov  1 2026 10:20:30' },
      signatures: [],
    });
    expect(image?.checksum.stored).toBe(image?.checksum.calculated);
    expect(image?.digest?.stored).toBe(image?.digest?.calculated);
    expect(parts.map(({ memoryTypes }) => memoryTypes.includes('DROM'))).toEqual([true, false]);
  });

  it.each(chipIds)('for the bootloader of the %s says where it goes', (chip) => {
    const report = inspectBytes(bootloaderFor(chip), null);
    expect([report.chip, report.flashOffset]).toEqual([chip, chips[chip].bootloaderOffset]);
    expect(report.image?.role).toBe('bootloader');
  });

  it('that is damaged shows both digests and both checksums', () => {
    const damaged = app.map((byte, index) => (index === 1000 ? byte ^ 1 : byte));
    const image = inspectBytes(damaged, null).image;
    expect(image?.checksum.stored).not.toBe(image?.checksum.calculated);
    expect(image?.digest?.stored).not.toBe(image?.digest?.calculated);
    expect(image?.truncated).toBe(false);
  });

  it('that ends too early shows what is there of it', () => {
    const image = inspectBytes(app.subarray(0, 3000), null).image;
    expect(image).toMatchObject({
      chip: 'esp32',
      role: 'app',
      truncated: true,
      flashSize: '4MB',
      segments: [],
      minRevision: 3,
      checksum: { stored: null },
      digest: { stored: null },
      app: { projectName: 'blink' },
    });
    const withoutDigest = inspectBytes(app.subarray(0, app.length - 8), null).image;
    expect(withoutDigest).toMatchObject({ truncated: true, segments: [{}, {}] });
  });

  it('without a chip id takes the chip that was named', () => {
    const plain = buildImage({ chipId: null, loadAddress: 0x2000_0000 });
    expect(inspectBytes(plain, null).chip).toBe('esp8266');
    expect(inspectBytes(bootloaderFor('esp32c3'), 'esp32').chip).toBe('esp32c3');
  });

  it.skipIf(withoutGolden)('names its signature, its key and whether it signs this image', () => {
    const bytes = Uint8Array.from(readFileSync(golden('files', 'bootloader_signed_v2_rsa.bin')));
    const key = readFileSync(golden('expected', 'sec-digest-rsa-pub', 'out.bin')).toString('hex');
    const signature = { scheme: 'rsa-3072', publicKeyDigest: key, signsImage: true };
    expect(inspectBytes(bytes, null).image?.signatures).toEqual([signature]);
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    expect(inspectBytes(bytes, null).image?.signatures).toEqual([{ ...signature, signsImage: false }]);
  });
});

describe('a merged image', () => {
  const report = inspectBytes(mergedImage, null);

  it('is listed part by part at its flash offsets', () => {
    expect(report.flashOffset).toBe(0x1000);
    expect(report.parts.map(({ name, kind, address }) => [name, kind, address])).toEqual([
      ['', 'bootloader', 0x1000],
      ['', 'partition-table', 0x8000],
      ['nvs', 'nvs', 0x9000],
      ['otadata', 'ota-data', 0xd000],
      ['ota_0', 'app', 0x2_0000],
    ]);
  });

  it('shows its images, its table, its settings and what would start', () => {
    expect(report.images.map(({ name, address, image }) => [name, address, image.role])).toEqual([
      ['', 0x1000, 'bootloader'],
      ['ota_0', 0x2_0000, 'app'],
    ]);
    expect(report.image).toBe(report.images[0]?.image);
    expect(report.table).toEqual({ rows: otaPartitions, tableOffset: 0x8000, hasMd5: true });
    expect(report.nvs?.entries.map(({ key }) => key)).toEqual(['ssid', 'channel', 'blob']);
    expect(report.otaData?.activeSequence).toBe(2);
  });

  it('shows what is blank, and what lies outside of all partitions', () => {
    const odd = merge(
      [0, mergedImage.subarray(0, 0x8000)],
      [0x1_e000, patternBytes(0x800, 3)],
      [0x2_5000, blank],
    );
    const kinds = inspectBytes(odd, null).parts.map(({ name, kind, address }) => [name, kind, address]);
    expect(kinds).toContainEqual(['nvs', 'blank', 0x9000]);
    expect(kinds).toContainEqual(['', 'data', 0xf000]);
    expect(kinds.at(-1)).toEqual(['ota_0', 'blank', 0x2_0000]);
  });

  it('of an ESP8266 without a table is its images', () => {
    const second = buildImage({ chipId: null, loadAddress: 0x3ffe_8000 });
    const both = inspectBytes(merge([0, bootloaderFor('esp8266', 500)], [0x1000, second]), null);
    expect(both.format).toBe('merged-image');
    expect(both.images.map(({ address }) => address)).toEqual([0, 0x1000]);
    expect(both.table).toBeNull();
  });
});

describe('a container', () => {
  it('is looked into range by range, and a HEX file with a whole board shows the whole board', () => {
    const report = inspectBytes(hexFile, null);
    expect(report.parts).toEqual(inspectBytes(mergedImage, null).parts);
    expect(report.images.map(({ address }) => address)).toEqual([0x1000, 0x2_0000]);
    expect([report.chip, report.image?.role, report.flashOffset]).toEqual(['esp32', 'bootloader', 0x1000]);
    expect(report.table?.tableOffset).toBe(0x8000);
  });

  it('whose ranges lie far apart is not filled up for it', () => {
    const far = encodeIntelHex([
      { address: 0x1000, data: bootloader },
      { address: 0x8000, data: otaTable },
      { address: 0xf000_0000, data: app },
    ]);
    expect(inspectBytes(far, null).parts.map(({ kind, address }) => [kind, address])).toEqual([
      ['bootloader', 0x1000],
      ['partition-table', 0x8000],
      ['app', 0xf000_0000],
    ]);
  });

  it('with a merged image in one range lists that image’s parts where the container has them', () => {
    const report = inspectBytes(encodeIntelHex([{ address: 0x1000, data: mergedImage }]), null);
    expect(report.parts.map(({ name }) => name)).toContain('ota_0');
    expect(report.table?.tableOffset).toBe(0x8000);
  });

  it('in UF2 tells the chip by its family', () => {
    const report = inspectBytes(uf2File, null);
    expect([report.chip, report.flashOffset, report.image?.app?.version]).toEqual([
      'esp32',
      0x1_0000,
      '1.4.2',
    ]);
  });

  it('lists a thousand ranges at most', () => {
    const ranges = Array.from({ length: 1500 }, (_, index) => ({
      address: index * 0x100,
      data: Uint8Array.of(index & 0xff),
    }));
    expect(inspectBytes(encodeIntelHex(ranges), null).parts).toHaveLength(1000);
  });
});

describe('an ELF file', () => {
  it('tells core, entry point and, where the addresses leave one, the chip', () => {
    const { chip, elf, parts } = inspectBytes(elfFile, null);
    expect(elf).toEqual({ machine: 'xtensa', entryPoint: 0x4008_0000, chips: ['esp32'] });
    expect(chip).toBe('esp32');
    expect(parts.map(({ name, address }) => [name, address])).toEqual([
      ['.flash.rodata', 0x3f40_0020],
      ['.iram0.text', 0x4008_0000],
    ]);
    expect(parts[1]?.memoryTypes).toEqual(['IRAM']);
  });

  it('that fits several chips names them all, and takes the one that was named', () => {
    const sections = [{ name: '.flash.text', address: 0x4200_0020, data: patternBytes(64, 1), flags: 6 }];
    const several = buildElf({ machine: 243, sections });
    const { chip, elf } = inspectBytes(several, null);
    expect(chip).toBeNull();
    expect(elf?.chips).toEqual(expect.arrayContaining(['esp32c3', 'esp32c6', 'esp32h2']));
    expect(elf?.chips).not.toContain('esp32');
    expect(inspectBytes(several, 'esp32c6').chip).toBe('esp32c6');
  });
});

describe('a file on disk', () => {
  it('is inspected under its own name, and refused where it has changed', async () => {
    const folder = await folderWith({ 'app.bin': app });
    const file = { path: join(folder, 'app.bin'), name: 'app.bin' };
    const report = await inspectFile({ file: { ...file, sha256: null }, chip: null });
    expect(report).toMatchObject({ name: 'app.bin', format: 'firmware-image' });
    const inspection = inspectFile({ file: { ...file, sha256: '0'.repeat(64) }, chip: null });
    await expect(inspection).rejects.toMatchObject({ code: 'file-changed' });
  });

  it('for the ESP32-C3 by its own table keeps what follows the app out of the app', () => {
    const image = inspectBytes(appFor('esp32c3', null), null).image;
    expect(image?.sizeBytes).toBe(appFor('esp32c3', null).length);
  });
});
