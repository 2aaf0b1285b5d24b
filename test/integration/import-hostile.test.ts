import { readdir, symlink, truncate } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FirmwareSource } from '../../src-shared/ipc/contract';
import { buildZip, renamed, withField } from '../support/build-zip';
import { ImportBench, placesOf } from '../support/import-bench';
import { espIdfFiles } from '../unit/builds/sample-builds';
import { appFor, bootloaderFor } from '../unit/firmware/sample-images';

const mebi = 0x10_0000;
const app = appFor('esp32');
const manifest = (file: string) => ({
  'flasher_args.json': JSON.stringify({ flash_files: { '0x10000': file } }),
  'app.bin': app,
});

/** What comes of something that nobody should drop: code and words of the refusal. */
const refusals: readonly (readonly [
  what: string,
  code: string,
  words: RegExp,
  source: (bench: ImportBench) => Promise<FirmwareSource>,
])[] = [
  [
    'an archive that is cut off',
    'archive-invalid',
    /may have been cut off/,
    async (bench) => bench.file('b.zip', (await buildZip({ 'app.bin': app })).subarray(0, -30)),
  ],
  ['an archive of no bytes', 'archive-invalid', /table of contents/, (bench) => bench.file('b.zip', '')],
  [
    'an archive whose name climbs out of it',
    'archive-invalid',
    /“..\/evil.bin” would lead out of it/,
    async (bench) =>
      bench.file('b.zip', renamed(await buildZip({ 'xx/evil.bin': app }), 'xx/evil.bin', '../evil.bin')),
  ],
  [
    'an archive with an absolute name',
    'archive-invalid',
    /would lead out of it/,
    async (bench) =>
      bench.file('b.zip', renamed(await buildZip({ 'xetc/a.bin': app }), 'xetc/a.bin', '/etc/a.bin')),
  ],
  [
    'an archive with a password',
    'archive-invalid',
    /encrypted with a password/,
    async (bench) => bench.file('b.zip', withField(await buildZip({ 'app.bin': app }), 'flags', 1)),
  ],
  [
    'an archive that claims to hold gigabytes',
    'archive-invalid',
    /larger than any flash/,
    async (bench) => bench.file('b.zip', withField(await buildZip({ 'app.bin': app }), 'size', 0x7fff_ffff)),
  ],
  [
    'an archive whose file is damaged',
    'archive-invalid',
    /the checksum of “app.bin” is wrong/,
    async (bench) => bench.file('b.zip', withField(await buildZip({ 'app.bin': app }), 'crc', 7)),
  ],
  [
    'archives in archives in archives',
    'folder-without-firmware',
    /no firmware/,
    async (bench) => {
      const inner = await buildZip({ 'inner.zip': await buildZip({ 'app.bin': app }) });
      return bench.asZip({ 'middle.zip': inner });
    },
  ],
  [
    'a folder full of archives',
    'folder-without-firmware',
    /no firmware/,
    async (bench) => {
      const zip = await buildZip({ 'app.bin': app });
      return bench.asFolder(
        Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`${index}.zip`, zip])),
      );
    },
  ],
  [
    'a manifest in an archive that climbs out of it',
    'manifest-invalid',
    /is not in its folder/,
    (bench) => bench.asZip(manifest('../app.bin')),
  ],
  [
    'a manifest in an archive that names a file of this computer',
    'manifest-invalid',
    /is not in its folder/,
    (bench) => bench.asZip(manifest('/etc/hostname')),
  ],
  [
    'a manifest in an archive that names a file which is not there',
    'file-not-found',
    /no file gone.bin/,
    (bench) => bench.asZip(manifest('gone.bin')),
  ],
  [
    'a manifest in an archive that names itself',
    'manifest-invalid',
    /it names itself/,
    (bench) => bench.asZip(manifest('flasher_args.json')),
  ],
  [
    'a manifest whose file is a link to somewhere else',
    'file-unreadable',
    /a link out of its folder/,
    async (bench) => {
      const folder = await bench.folderWith(manifest('link.bin'));
      await symlink('/etc/hostname', path.join(folder, 'link.bin'));
      return { type: 'path', path: folder };
    },
  ],
  [
    'a file larger than any flash',
    'file-too-large',
    /larger than any flash/,
    async (bench) => {
      const folder = await bench.folderWith({ 'app.bin': app });
      await truncate(path.join(folder, 'app.bin'), 128 * mebi + 1);
      return { type: 'path', path: path.join(folder, 'app.bin') };
    },
  ],
  [
    'a UF2 file with half a block',
    'container-invalid',
    /no multiple of 512/,
    (bench) => bench.file('a.uf2', Buffer.concat([Buffer.from('UF2\nWQ]\x9e', 'latin1'), Buffer.alloc(600)])),
  ],
  [
    'a HEX file that stops in the middle',
    'container-invalid',
    /its end record is missing/,
    (bench) => bench.file('a.hex', ':0400000001020304F2\n'),
  ],
  [
    'an ELF file that is none',
    'elf-invalid',
    /machine 62/,
    async (bench) => {
      const elf = Buffer.alloc(64);
      elf.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
      elf.writeUInt16LE(62, 18);
      return bench.file('a.elf', elf);
    },
  ],
  [
    'a partition table that nobody can read',
    'partition-csv-invalid',
    /line 2/i,
    (bench) => bench.file('partitions.csv', 'nvs,data,nvs,,0x6000\nfactory,app,factory,,lots\n'),
  ],
];

describe('nobody is hurt by', () => {
  it.each(refusals)('%s', async (_, code, words, source) => {
    const bench = await ImportBench.open();
    const failure: unknown = await bench.ask([await source(bench)]).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code });
    expect(String(failure)).toMatch(words);
    // Nothing was written on the way.
    expect(await readdir(bench.importsFolder).catch(() => [])).toEqual([]);
  });

  it('an empty file: it comes in marked', async () => {
    const bench = await ImportBench.open();
    const firmware = await bench.bring([await bench.file('zero.bin', '')]);
    expect(firmware.items[0]).toMatchObject({ kind: 'empty', sizeBytes: 0, offset: null });
  });

  it('a file as large as the largest flash', async () => {
    const bench = await ImportBench.open();
    const folder = await bench.folderWith({ 'data.bin': '' });
    await truncate(path.join(folder, 'data.bin'), 128 * mebi);
    const firmware = await bench.bring([{ type: 'path', path: path.join(folder, 'data.bin') }]);
    expect(firmware.items[0]).toMatchObject({ kind: 'data', sizeBytes: 128 * mebi });
  });

  it('an archive beside other files: it is opened, and what is in it comes along', async () => {
    const bench = await ImportBench.open();
    const zip = await bench.asZip({ 'app.bin': appFor('esp32c3') });
    const firmware = await bench.bring([zip, await bench.file('boot.bin', bootloaderFor('esp32c3'))]);
    expect(placesOf(firmware)).toEqual([
      ['app.bin', 0x1_0000, 'app-default'],
      ['boot.bin', 0, 'bootloader-of-chip'],
    ]);
  });

  it('a wish to stop: what is left is not read', async () => {
    const bench = await ImportBench.open();
    const controller = new AbortController();
    const folder = await bench.asFolder(espIdfFiles('esp32c3'));
    const seen: number[] = [];
    const request = { sources: [folder], chip: null, merged: 'split', answers: [] } as const;
    const stopped = bench.firmware.import(request, {
      signal: controller.signal,
      onProgress: ({ done }) => {
        seen.push(done);
        controller.abort();
      },
    });
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
    expect(seen).toHaveLength(1);
  });
});
