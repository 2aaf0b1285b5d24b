import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chips } from '../../../src-main/engine/chips/registry';
import { buildFirmwareImage } from '../../../src-main/engine/image/build-firmware-image';
import { parseFirmwareImage } from '../../../src-main/engine/image/firmware-image';
import { encodeIntelHex, parseIntelHex } from '../../../src-main/engine/image/intel-hex';
import { parseUf2 } from '../../../src-main/engine/image/uf2';
import { convertFile, type ConvertTask } from '../../../src-main/files/images/convert-file';
import { exportNvs } from '../../../src-main/files/images/export-nvs';
import { exportPartitions } from '../../../src-main/files/images/export-partitions';
import { inspectBytes } from '../../../src-main/files/images/inspect-bytes';
import { givenName, madeName } from '../../../src-main/files/images/made-file';
import { mergeImages, type MergeTask } from '../../../src-main/files/images/merge-images';
import { parsePartitionCsv } from '../../../src-main/engine/partitions/partition-csv';
import { golden, withoutGolden } from '../../support/golden';
import { otaPartitions, otaTable } from '../firmware/sample-images';
import { folderWith } from '../firmware/temp-folder';
import { buildElf } from '../image/build-elf';
import { patternBytes } from '../image/build-image';
import {
  app,
  bootloader,
  elfFile,
  hexFile,
  mergedImage,
  nvsCsv,
  nvsImage,
  partitionCsv,
  textBytes,
  uf2File,
} from './sample-files';

const keep = { flashMode: 'keep', flashFrequency: 'keep', flashSize: 'keep' } as const;

async function convert(name: string, bytes: Uint8Array, task: Partial<ConvertTask>) {
  const folder = await folderWith({ [name]: bytes });
  const file = { path: join(folder, name), name, sha256: null };
  return convertFile({ to: 'bin', chip: null, offset: null, ...keep, ...task, file });
}

async function merge(files: readonly (readonly [number, Uint8Array])[], task: Partial<MergeTask> = {}) {
  const folder = await folderWith(
    Object.fromEntries(files.map(([, bytes], index) => [`${index}.bin`, bytes])),
  );
  const parts = files.map(([offset], index) => ({
    file: { path: join(folder, `${index}.bin`), name: `${index}.bin`, sha256: null },
    offset,
  }));
  return mergeImages({
    parts,
    chip: 'esp32',
    to: 'bin',
    padToSize: null,
    fileName: 'merged',
    ...keep,
    ...task,
  });
}

describe('converting', () => {
  it.skipIf(withoutGolden)('an ELF file gives what elf2image gives by default', async () => {
    const recorded = JSON.parse(readFileSync(golden('cases.json'), 'utf8')) as {
      readonly id: string;
      readonly argv: readonly string[];
    }[];
    const plain = recorded.find(
      ({ argv }) => argv.includes('elf2image') && argv.length === 6 && argv.includes('esp32-bootloader.elf'),
    );
    const elf = Uint8Array.from(readFileSync(golden('files', 'esp32-bootloader.elf')));
    const made = await convert('boot.elf', elf, { chip: 'esp32' });
    expect(made.suggestedName).toBe('boot.bin');
    if (plain === undefined) throw new Error('no plain case among the recordings');
    expect(Buffer.compare(made.bytes, readFileSync(golden('expected', plain.id, 'out.bin')))).toBe(0);
  });

  it('an ELF file takes its chip from its addresses, and the settings that are asked for', async () => {
    const made = await convert('app.elf', elfFile, {
      flashMode: 'dio',
      flashSize: '8MB',
      flashFrequency: '80m',
    });
    expect(parseFirmwareImage(made.bytes, chips.esp32)).toMatchObject({
      flashMode: 2,
      flashSizeFrequency: 0x3f,
      checksumValid: true,
      digest: { valid: true },
    });
  });

  it('an ELF file for several chips needs to be told which', async () => {
    const sections = [{ name: '.flash.text', address: 0x4200_0020, data: patternBytes(64, 1), flags: 6 }];
    const elf = buildElf({ machine: 243, sections });
    await expect(convert('app.elf', elf, {})).rejects.toMatchObject({ code: 'conversion-impossible' });
    const made = await convert('app.elf', elf, { chip: 'esp32c6' });
    expect(inspectBytes(made.bytes, null).chip).toBe('esp32c6');
  });

  it('an ESP8266’s ELF file with code in flash gives one file with both parts at their places', async () => {
    const elf = buildElf({
      sections: [
        { name: '.data', address: 0x3ffe_8000, data: patternBytes(64, 1) },
        { name: '.irom0.text', address: 0x4021_0000, data: patternBytes(100, 2), flags: 6 },
      ],
    });
    const made = await convert('app.elf', elf, { chip: 'esp8266', to: 'hex' });
    expect(parseIntelHex(made.bytes).parts.map(({ address }) => address)).toEqual([0, 0x1_0000]);
    const raw = await convert('app.elf', elf, { chip: 'esp8266' });
    expect(raw.bytes).toHaveLength(0x1_0064);
  });

  it('changes flash settings and makes the SHA-256 anew', async () => {
    const made = await convert('app.bin', app, { flashMode: 'dout', flashSize: '2MB' });
    expect(made.suggestedName).toBe('app-dout-2MB.bin');
    const image = parseFirmwareImage(made.bytes, chips.esp32);
    expect(image).toMatchObject({ flashMode: 3, flashSizeFrequency: 0x1f, digest: { valid: true } });
    const unlike = Array.from(made.bytes.keys()).filter((index) => made.bytes[index] !== app[index]);
    expect(unlike.filter((index) => index < image.digestOffset)).toEqual([2, 3]);
  });

  it('finds the bootloader of a merged image behind what is blank, and in a container', async () => {
    const raw = await convert('all.bin', mergedImage, { flashMode: 'qio' });
    expect(inspectBytes(raw.bytes, null).image).toMatchObject({ flashMode: 'qio', role: 'bootloader' });
    const shifted = new Uint8Array(0x1000 + mergedImage.length).fill(0xff);
    shifted.set(mergedImage, 0x1000);
    const behind = await convert('all.bin', shifted, { flashMode: 'qio' });
    expect(inspectBytes(behind.bytes, null).image?.flashMode).toBe('qio');
    const hex = await convert('all.hex', hexFile, { to: 'hex', flashMode: 'qio' });
    expect(hex.suggestedName).toBe('all-qio.hex');
    expect(inspectBytes(hex.bytes, null).image?.flashMode).toBe('qio');
  });

  it.each([
    [
      'an image whose SHA-256 is wrong',
      app.map((byte, index) => (index === 900 ? byte ^ 1 : byte)),
      'conversion-impossible',
    ],
    ['data without a header', patternBytes(100, 1), 'conversion-impossible'],
  ])('leaves %s alone and says so', async (_, bytes, code) => {
    await expect(convert('x.bin', bytes, { flashMode: 'qout', chip: 'esp32' })).rejects.toMatchObject({
      code,
    });
  });

  it('refuses settings that the chip does not have', async () => {
    const conversion = convert('app.bin', app, { flashFrequency: '60m' });
    await expect(conversion).rejects.toMatchObject({ code: 'flash-setting-unknown' });
  });

  it('raw bytes need to know where they belong', async () => {
    const conversion = convert('x.bin', patternBytes(100, 1), { to: 'hex' });
    await expect(conversion).rejects.toMatchObject({ code: 'offset-missing' });
    const past = convert('x.bin', patternBytes(100, 1), { to: 'hex', offset: 0xffff_fff0 });
    await expect(past).rejects.toMatchObject({ code: 'past-end-of-flash' });
    const uf2 = convert('x.bin', patternBytes(100, 1), { to: 'uf2', offset: 0 });
    await expect(uf2).rejects.toMatchObject({ code: 'conversion-impossible' });
  });

  it('a bootloader and a merged image know where they belong', async () => {
    const hex = await convert('boot.bin', bootloader, { to: 'hex' });
    expect(parseIntelHex(hex.bytes).parts[0]?.address).toBe(0x1000);
    const uf2 = await convert('all.bin', mergedImage, { to: 'uf2' });
    expect(parseUf2(uf2.bytes)).toMatchObject({
      familyId: chips.esp32.uf2FamilyId,
      parts: [{ address: 0x1000 }],
    });
  });

  it('a container to raw bytes fills its gaps, and one with too wide a gap is refused', async () => {
    expect(Buffer.compare((await convert('all.hex', hexFile, {})).bytes, mergedImage)).toBe(0);
    const wide = encodeIntelHex([
      { address: 0, data: Uint8Array.of(1) },
      { address: 0x3000_0000, data: Uint8Array.of(2) },
    ]);
    await expect(convert('wide.hex', wide, {})).rejects.toMatchObject({ code: 'file-too-large' });
  });

  it.each([
    ['empty.bin', new Uint8Array(0), 'file-empty'],
    ['partitions.csv', textBytes(partitionCsv), 'conversion-impossible'],
    ['broken.hex', textBytes(':0000000000\n'), 'container-invalid'],
  ])('%s is refused', async (name, bytes, code) => {
    await expect(convert(name, bytes, { to: 'hex', offset: 0, flashMode: 'keep' })).rejects.toMatchObject({
      code,
    });
  });

  it.each(['uf2', 'hex'] as const)('to %s and back gives the same bytes', async (to) => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 5000 }),
        fc.integer({ min: 0, max: 0x10_0000 }).map((page) => page * 4),
        async (bytes, offset) => {
          // Neither container can begin with what is read as another one.
          const plain = Uint8Array.of(0, ...bytes);
          const made = await convert('x.bin', plain, { to, offset, chip: 'esp32c3' });
          const back = await convert(`x.${to}`, made.bytes, { to: 'bin' });
          expect(Buffer.compare(back.bytes, plain)).toBe(0);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('an image that was built', () => {
  it('reads back as what it was built of', () => {
    const segment = fc.record({
      loadAddress: fc.integer({ min: 0, max: 0xffff_ffff }),
      data: fc.uint8Array({ minLength: 4, maxLength: 400 }).map((data) => data.subarray(0, data.length & ~3)),
    });
    const content = fc.record({
      flashMode: fc.integer({ min: 0, max: 3 }),
      flashSizeFrequency: fc.integer({ min: 0, max: 0xff }),
      entryPoint: fc.integer({ min: 0, max: 0xffff_ffff }),
      segments: fc.array(segment, { minLength: 1, maxLength: 16 }),
    });
    fc.assert(
      fc.property(content, fc.constantFrom(chips.esp32, chips.esp32c3, chips.esp8266), (recipe, chip) => {
        const extended =
          chip.imageChipId === null ? null : { chipId: chip.imageChipId, minRevision: 3, maxRevision: 399 };
        const bytes = buildFirmwareImage({ ...recipe, extended });
        const image = parseFirmwareImage(bytes, chip);
        expect(image).toMatchObject({
          flashMode: recipe.flashMode,
          flashSizeFrequency: recipe.flashSizeFrequency,
          entryPoint: recipe.entryPoint,
          checksumValid: true,
          endOffset: bytes.length,
        });
        const segments = image.segments.map(({ loadAddress, fileOffset, sizeBytes }) => ({
          loadAddress,
          data: bytes.slice(fileOffset, fileOffset + sizeBytes),
        }));
        expect(buildFirmwareImage({ ...recipe, extended, segments })).toEqual(bytes);
      }),
      { numRuns: 200 },
    );
  });
});

describe('merging', () => {
  const files = [
    [0x1_0000, app],
    [0x1000, bootloader],
    [0x8000, otaTable],
  ] as const;

  it('puts files at their offsets, in whatever order they come', async () => {
    const { bytes, suggestedName } = await merge(files);
    expect(suggestedName).toBe('merged.bin');
    expect(Buffer.compare(bytes.subarray(0x1000, 0x1000 + bootloader.length), bootloader)).toBe(0);
    expect(Buffer.compare(bytes.subarray(0x1_0000), app)).toBe(0);
    expect(bytes.subarray(0, 0x1000).every((byte) => byte === 0xff)).toBe(true);
    expect((await merge(files, { padToSize: '1MB' })).bytes).toHaveLength(0x10_0000);
  });

  it('to UF2 and Intel HEX keeps the addresses and leaves the gaps out', async () => {
    const hex = await merge(files, { to: 'hex', fileName: 'board.hex' });
    expect(hex.suggestedName).toBe('board.hex');
    expect(parseIntelHex(hex.bytes).parts.map(({ address }) => address)).toEqual([0x1000, 0x8000, 0x1_0000]);
    const uf2 = await merge(files, { to: 'uf2' });
    expect(parseUf2(uf2.bytes).familyId).toBe(chips.esp32.uf2FamilyId);
  });

  it('takes what containers hold', async () => {
    const { bytes } = await merge([[0x1_0000, uf2File]]);
    expect(Buffer.compare(bytes.subarray(0x1_0000), app)).toBe(0);
    await expect(merge([[0x2_0000, uf2File]])).rejects.toMatchObject({ code: 'data-before-offset' });
  });

  it('puts flash settings into the bootloader alone', async () => {
    const { bytes } = await merge(files, { flashMode: 'qout' });
    expect([bytes[0x1002], bytes[0x1_0002]]).toEqual([1, 2]);
    expect(parseFirmwareImage(bytes.subarray(0x1000), chips.esp32).digest?.valid).toBe(true);
    await expect(merge([[0x1_0000, app]], { flashMode: 'qout' })).rejects.toMatchObject({
      code: 'conversion-impossible',
    });
  });

  it.each([
    [
      'files that overlap',
      [
        [0, app],
        [0x1000, bootloader],
      ],
      {},
      'segments-overlap',
    ],
    ['what no flash has room for', [[0x7ff_f000, app]], {}, 'past-end-of-flash'],
    ['what the wanted size has no room for', [[0xf_f000, app]], { padToSize: '1MB' }, 'past-end-of-flash'],
    ['a size that is none', [[0, app]], { padToSize: 'huge' }, 'flash-setting-unknown'],
  ] as const)('refuses %s', async (_, parts, task, code) => {
    await expect(merge(parts, task)).rejects.toMatchObject({ code });
  });
});

describe('exporting', () => {
  const table = { rows: otaPartitions, tableOffset: 0x8000, md5: true, fileName: 'partitions' };

  it('a table gives what the generator would, as CSV and binary', () => {
    const bin = exportPartitions({ ...table, to: 'bin' });
    expect([bin.suggestedName, Buffer.compare(bin.bytes, otaTable)]).toEqual(['partitions.bin', 0]);
    const csv = exportPartitions({ ...table, to: 'csv', fileName: 'partitions.csv' });
    expect(csv.suggestedName).toBe('partitions.csv');
    expect(parsePartitionCsv(new TextDecoder().decode(csv.bytes))).toEqual(otaPartitions);
    expect(exportPartitions({ ...table, to: 'bin', md5: false }).bytes).not.toEqual(bin.bytes);
  });

  it('a table that no board would take is refused with the names of its rows', () => {
    const rows = otaPartitions.map((row) => (row.name === 'ota_1' ? { ...row, offset: 0x2_0000 } : row));
    expect(() => exportPartitions({ ...table, rows, to: 'bin' })).toThrow(/ota_1/);
    expect(() => exportPartitions({ ...table, rows: [], to: 'csv' })).toThrow(/no rows/);
  });

  it('NVS goes to CSV and back without a change', async () => {
    const folder = await folderWith({ 'nvs.bin': nvsImage });
    const file = { path: join(folder, 'nvs.bin'), name: 'nvs.bin', sha256: null };
    const csv = await exportNvs({ file, to: 'csv', sizeBytes: 0x4000, version: 2 });
    expect(csv.suggestedName).toBe('nvs.csv');
    const other = await folderWith({ 'nvs.csv': csv.bytes });
    const back = await exportNvs({
      file: { path: join(other, 'nvs.csv'), name: 'nvs.csv', sha256: null },
      to: 'bin',
      sizeBytes: 0x4000,
      version: 2,
    });
    expect(Buffer.compare(back.bytes, nvsImage)).toBe(0);
  });

  it.each([
    ['no NVS', patternBytes(0x1000, 1), 'csv', 'nvs-invalid'],
    ['no text', Uint8Array.of(0xff, 0xfe, 0xfd), 'bin', 'nvs-csv-invalid'],
    [
      'files besides it',
      textBytes(nvsCsv.replace('data,string,home', 'file,string,/etc/hostname')),
      'bin',
      'nvs-csv-invalid',
    ],
  ] as const)('what needs %s is refused', async (_, bytes, to, code) => {
    const folder = await folderWith({ x: bytes });
    const file = { path: join(folder, 'x'), name: 'x', sha256: null };
    await expect(exportNvs({ file, to, sizeBytes: 0x4000, version: 2 })).rejects.toMatchObject({ code });
  });
});

describe('the name of what is made', () => {
  it.each([
    ['app.elf', 'bin', 'app.bin'],
    ['app.bin', 'hex', 'app.hex'],
    ['app.bin', 'bin', 'app-copy.bin'],
    ['APP.BIN', 'bin', 'APP-copy.bin'],
    ['app', 'bin', 'app.bin'],
    ['a.b.elf', 'bin', 'a.b.bin'],
    ['../../x.elf', 'bin', '_.._x.bin'],
    ['..', 'bin', 'file.bin'],
  ] as const)('of %s as %s is %s', (name, format, expected) => {
    expect(madeName(name, format)).toBe(expected);
  });

  it.each([
    ['merged', 'merged.bin'],
    ['merged.BIN', 'merged.bin'],
    ['merged.hex', 'merged.hex.bin'],
    ['a/b\\c:d', 'a_b_c_d.bin'],
    ['  ', 'file.bin'],
  ])('that the user gave as %s is %s', (name, expected) => {
    expect(givenName(name, 'bin')).toBe(expected);
  });
});
