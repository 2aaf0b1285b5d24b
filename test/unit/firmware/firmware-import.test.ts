import { mkdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FirmwareImport } from '../../../src-main/services/firmware-import';
import { inlineCompute } from '../../../src-main/platform/inline-compute';
import { inlineFiles } from '../../../src-main/platform/inline-files';
import { buildPartitionTable } from '../../../src-main/engine/image/partition-table';
import type { FirmwareSource } from '../../../src-shared/ipc/contract';
import type { ChipId } from '../../../src-shared/model/chip';
import type { ImportedFirmware } from '../../../src-shared/model/firmware';
import { importedFirmware } from '../../support/imported-firmware';
import { appFor, bootloaderFor, entry, merge, otaTable } from './sample-images';
import { folderWith } from './temp-folder';

function importer(): FirmwareImport {
  return new FirmwareImport({
    compute: inlineCompute,
    files: inlineFiles,
    demoFolder: join(process.cwd(), 'resources/demo/esp32c3'),
    importsFolder: join(tmpdir(), 'kiln-never-written'),
  });
}

async function importInto(
  files: FirmwareImport,
  sources: readonly FirmwareSource[],
  chip: ChipId | null = null,
): Promise<ImportedFirmware> {
  return importedFirmware(await files.import({ sources, chip, merged: 'whole', answers: [] }));
}

function importPaths(...paths: string[]): Promise<ImportedFirmware> {
  return importInto(
    importer(),
    paths.map((path) => ({ type: 'path', path })),
  );
}

const places = (firmware: ImportedFirmware) =>
  firmware.items.map(({ name, offset, offsetReason }) => [name, offset, offsetReason]);

const manifest = {
  flash_settings: { flash_mode: 'dio', flash_size: '2MB', flash_freq: '80m' },
  flash_files: {
    '0x10000': 'app.bin',
    '0x0': 'bootloader/bootloader.bin',
    '0x8000': 'partition_table/partition-table.bin',
  },
  extra_esptool_args: { after: 'hard_reset', before: 'default_reset', stub: true, chip: 'esp32c3' },
};

const buildFolder = (changes: object = {}) =>
  folderWith({
    'flasher_args.json': JSON.stringify({ ...manifest, ...changes }),
    'bootloader/bootloader.bin': bootloaderFor('esp32c3'),
    'partition_table/partition-table.bin': otaTable,
    'app.bin': appFor('esp32c3', { project: 'blink', version: '1.2' }),
    'secret.txt': 'not firmware',
  });

describe('a build folder', () => {
  it('is laid out as its flasher_args.json says, in flash order', async () => {
    const firmware = await importPaths(await buildFolder());
    expect(firmware).toMatchObject({
      title: 'blink 1.2',
      chip: 'esp32c3',
      idfVersion: 'v5.3.1',
      flashMode: 'dio',
      flashSize: '2MB',
      flashFrequency: '80m',
    });
    expect(places(firmware)).toEqual([
      ['bootloader.bin', 0, 'manifest'],
      ['partition-table.bin', 0x8000, 'manifest'],
      ['app.bin', 0x1_0000, 'manifest'],
    ]);
  });

  it('is found by its flasher_args.json and by the project around it too', async () => {
    expect((await importPaths(join(await buildFolder(), 'flasher_args.json'))).items).toHaveLength(3);
    const project = await folderWith({
      'build/flasher_args.json': '{"flash_files":{"0x10000":"blink.bin"}}',
      'build/blink.bin': appFor('esp32'),
      'main/main.c': '',
    });
    expect((await importPaths(project)).items).toHaveLength(1);
  });

  it('that leaves size and mode to the flasher asks for nothing', async () => {
    const folder = await buildFolder({ flash_settings: { flash_mode: 'keep', flash_size: 'detect' } });
    expect(await importPaths(folder)).toMatchObject({
      flashMode: null,
      flashSize: null,
      flashFrequency: null,
    });
  });

  it('without flasher_args.json gives its binaries', async () => {
    const folder = await folderWith({
      'b.bin': appFor('esp32'),
      'a.bin': bootloaderFor('esp32'),
      'c.txt': '',
    });
    expect(places(await importPaths(folder))).toEqual([
      ['a.bin', 0x1000, 'bootloader-of-chip'],
      ['b.bin', 0x1_0000, 'app-default'],
    ]);
  });

  it('without anything to flash is refused', async () => {
    await expect(importPaths(await folderWith({ 'c.txt': 'x' }))).rejects.toMatchObject({
      code: 'folder-without-firmware',
    });
  });

  it.each([
    ['is not JSON', '{', /it is not JSON/],
    ['is no object', '[]', /it has no “flash_files”/],
    ['names no files', '{}', /flash_files/],
    ['has an empty list of files', '{"flash_files":{}}', /“flash_files” is empty/],
    ['names a number as a file', '{"flash_files":{"0x0":7}}', /“flash_files.0x0”/],
    ['has words for an offset', '{"flash_files":{"start":"app.bin"}}', /“start” is not an offset/],
    ['has an offset beyond all flash', '{"flash_files":{"0x100000000":"app.bin"}}', /is not an offset/],
    [
      'has an unknown mode',
      '{"flash_files":{"0":"app.bin"},"flash_settings":{"flash_mode":"fast"}}',
      /flash_mode/,
    ],
    ['climbs out of its folder', '{"flash_files":{"0x0":"../app.bin"}}', /is not in its folder/],
    ['names its own folder', '{"flash_files":{"0x0":"."}}', /is not in its folder/],
    ['names a file by its full path', '{"flash_files":{"0x0":"/etc/hostname"}}', /is not in its folder/],
    ['names a file on a drive', String.raw`{"flash_files":{"0x0":"C:\\app.bin"}}`, /is not in its folder/],
  ])('whose flasher_args.json %s is refused', async (_, text, reason) => {
    const folder = await folderWith({ 'flasher_args.json': text, 'app.bin': appFor('esp32') });
    const failure = await importPaths(folder).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'manifest-invalid' });
    expect(String(failure)).toMatch(reason);
  });

  it('whose file is a link out of it is refused', async () => {
    const outside = await folderWith({ 'app.bin': appFor('esp32') });
    const folder = await folderWith({ 'flasher_args.json': '{"flash_files":{"0x0":"link.bin"}}' });
    await symlink(join(outside, 'app.bin'), join(folder, 'link.bin'));
    await expect(importPaths(folder)).rejects.toThrow(/a link out of its folder/);
  });

  it('of which a file is missing says which', async () => {
    const folder = await buildFolder();
    await rm(join(folder, 'app.bin'));
    await expect(importPaths(folder)).rejects.toMatchObject({
      code: 'file-not-found',
      context: { name: 'app.bin' },
    });
  });

  it('whose flasher_args.json is no manifest by its size is refused unread', async () => {
    const folder = await folderWith({ 'flasher_args.json': '' });
    await truncate(join(folder, 'flasher_args.json'), 2 * 1024 * 1024);
    await expect(importPaths(folder)).rejects.toMatchObject({ code: 'file-too-large' });
  });
});

describe('single files', () => {
  it('are laid out by what they are and what the partition table among them says', async () => {
    const folder = await folderWith({
      'boot.bin': bootloaderFor('esp32s3'),
      'table.bin': otaTable,
      'main.bin': appFor('esp32s3'),
      'initial.bin': new Uint8Array(0x2000).fill(0xff),
      'storage.bin': new Uint8Array(100),
      'other.bin': new Uint8Array(100),
    });
    const names = ['boot.bin', 'table.bin', 'main.bin', 'initial.bin', 'storage.bin', 'other.bin'];
    const firmware = await importPaths(...names.map((name) => join(folder, name)));
    expect(places(firmware)).toEqual([
      ['boot.bin', 0, 'bootloader-of-chip'],
      ['table.bin', 0x8000, 'partition-table-default'],
      ['main.bin', 0x2_0000, 'partition'],
      ['initial.bin', 0xd000, 'partition'],
      ['storage.bin', 0x32_0000, 'partition'],
      ['other.bin', null, 'unknown'],
    ]);
    expect(firmware).toMatchObject({ chip: 'esp32s3', idfVersion: null, flashSize: null });
  });

  it('goes into the factory partition before any slot', async () => {
    const table = buildPartitionTable([
      entry('ota_0', 0, 0x10, 0x11_0000, 0x10_0000),
      entry('test', 0, 0x20, 0x1_0000, 0x10_0000),
      entry('factory', 0, 0, 0x21_0000, 0x10_0000),
    ]);
    const folder = await folderWith({ 'app.bin': appFor('esp32'), 't.bin': table });
    const firmware = await importPaths(join(folder, 'app.bin'), join(folder, 't.bin'));
    expect(places(firmware)[0]).toEqual(['app.bin', 0x21_0000, 'partition']);
  });

  it.each([
    ['app-0x20000.bin', appFor('esp32'), 0x2_0000, 'file-name'],
    ['spiffs_0x290000.bin', new Uint8Array(9), 0x29_0000, 'file-name'],
    ['notes-0x.bin', new Uint8Array(9), null, 'unknown'],
    ['merged.bin', merge([0x1000, bootloaderFor('esp32')], [0x8000, otaTable]), 0, 'bootloader-of-chip'],
    ['user1.bin', appFor('esp8266'), null, 'unknown'],
    ['eagle.bin', bootloaderFor('esp8266'), 0, 'bootloader-of-chip'],
  ])('%s goes where it says or where its kind goes', async (name, bytes, offset, reason) => {
    const folder = await folderWith({ [name]: bytes });
    expect(places(await importPaths(join(folder, name)))).toEqual([[name, offset, reason]]);
  });

  it('gives a second app no place of its own', async () => {
    const folder = await folderWith({ 'a.bin': appFor('esp32'), 'b.bin': appFor('esp32') });
    expect(places(await importPaths(folder))).toEqual([
      ['a.bin', 0x1_0000, 'app-default'],
      ['b.bin', null, 'unknown'],
    ]);
  });

  it('go where their own chip wants them, whatever board is connected', async () => {
    const folder = await folderWith({ 'known.bin': bootloaderFor('esp32') });
    const sources = [{ type: 'path', path: join(folder, 'known.bin') }] as const;
    const firmware = await importInto(importer(), sources, 'esp32c3');
    expect(firmware.chip).toBe('esp32');
    expect(firmware.items[0]?.offset).toBe(0x1000);
  });

  it('come in once, however often they were dropped', async () => {
    const folder = await folderWith({ 'a.bin': appFor('esp32') });
    expect((await importPaths(folder, join(folder, 'a.bin'))).items).toHaveLength(1);
  });

  it('that are empty come in marked', async () => {
    const folder = await folderWith({ 'zero.bin': '' });
    const firmware = await importPaths(join(folder, 'zero.bin'));
    expect(firmware.items[0]).toMatchObject({ kind: 'empty', sizeBytes: 0, offset: null });
  });

  it('larger than any flash are refused by their size', async () => {
    const folder = await folderWith({ 'movie.mp4': '' });
    await truncate(join(folder, 'movie.mp4'), 128 * 1024 * 1024 + 1);
    await expect(importPaths(join(folder, 'movie.mp4'))).rejects.toMatchObject({
      code: 'file-too-large',
      context: { name: 'movie.mp4', size: 128 * 1024 * 1024 + 1 },
    });
  });

  it('that are not there, or no files, are named', async () => {
    const folder = await folderWith({});
    await expect(importPaths(join(folder, 'gone.bin'))).rejects.toMatchObject({ code: 'file-not-found' });
    await expect(importPaths('/dev/null')).rejects.toMatchObject({ code: 'file-unreadable' });
  });
});

describe('the bytes behind a token', () => {
  it('are those that were imported', async () => {
    const bytes = appFor('esp32');
    const folder = await folderWith({ 'a.bin': bytes });
    const files = importer();
    const { items } = await importInto(files, [{ type: 'path', path: join(folder, 'a.bin') }]);
    const [item] = items;
    if (item === undefined) throw new Error('nothing imported');
    const read = await files.read(item.file, item.sha256);
    expect(read).toMatchObject({ name: 'a.bin', sha256: item.sha256 });
    expect(Buffer.from(read.bytes).equals(bytes)).toBe(true);

    await writeFile(join(folder, 'a.bin'), new Uint8Array(bytes.length));
    await expect(files.read(item.file, item.sha256)).rejects.toMatchObject({ code: 'file-changed' });
    await rm(join(folder, 'a.bin'));
    await expect(files.read(item.file, item.sha256)).rejects.toMatchObject({ code: 'file-not-found' });
    await mkdir(join(folder, 'a.bin'));
    await expect(files.read(item.file, item.sha256)).rejects.toMatchObject({ code: 'file-unreadable' });
  });

  it('are refused for a digest that the plan made up and for a token that nobody gave', async () => {
    const folder = await folderWith({ 'a.bin': appFor('esp32') });
    const files = importer();
    const { items } = await importInto(files, [{ type: 'path', path: folder }]);
    const token = items[0]?.file ?? '';
    await expect(files.read(token, '0'.repeat(64))).rejects.toMatchObject({ code: 'file-changed' });
    await expect(files.read('made-up', '0'.repeat(64))).rejects.toMatchObject({ code: 'file-not-found' });
  });
});

describe('an upload', () => {
  const importUpload = async (folder: string) => {
    const files = importer();
    files.registerUpload('u1', folder);
    return importInto(files, [{ type: 'upload', upload: 'u1' }]);
  };

  it('of a project’s folder is its build', async () => {
    const folder = await folderWith({
      'blink/build/flasher_args.json': '{"flash_files":{"0x10000":"blink.bin"}}',
      'blink/build/blink.bin': appFor('esp32'),
      'blink/main/main.c': '',
    });
    expect(places(await importUpload(folder))).toEqual([['blink.bin', 0x1_0000, 'manifest']]);
  });

  it('of a folder with binaries, or of files, gives them', async () => {
    const folder = await folderWith({ 'out/a.bin': appFor('esp32'), 'out/readme.txt': 'x' });
    expect(await importUpload(folder)).toMatchObject({ source: 'out', items: [{ name: 'a.bin' }] });
    const loose = await folderWith({ 'a.bin': appFor('esp32'), 'data.img': 'x' });
    expect((await importUpload(loose)).items.map(({ name }) => name)).toEqual(['a.bin', 'data.img']);
  });

  it('that was empty or taken back is refused', async () => {
    await expect(importUpload(await folderWith({}))).rejects.toMatchObject({
      code: 'folder-without-firmware',
    });
    const files = importer();
    files.registerUpload('u1', await folderWith({ 'a.bin': appFor('esp32') }))();
    await expect(importInto(files, [{ type: 'upload', upload: 'u1' }])).rejects.toMatchObject({
      code: 'file-not-found',
    });
  });
});
