import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RequestName } from '../../src-shared/ipc/contract';
import type { OfferedFile } from '../../src-shared/model/backup';
import type { FileReport } from '../../src-shared/model/file-report';
import { AppError } from '../../src-shared/errors/app-error';
import { parseFirmwareImage } from '../../src-main/engine/image/firmware-image';
import { parseIntelHex } from '../../src-main/engine/image/intel-hex';
import { otaPartitions, otaTable } from '../unit/firmware/sample-images';
import {
  app,
  bootloader,
  elfFile,
  mergedImage,
  nvsCsv,
  nvsImage,
  textBytes,
} from '../unit/files/sample-files';
import { StationBench } from '../support/station-bench';
import { temporaryFolder } from '../support/temporary-folder';

const keep = { flashMode: 'keep', flashFrequency: 'keep', flashSize: 'keep' } as const;
const conversion = { to: 'bin', chip: null, offset: null, ...keep } as const;

type HostKind = 'electron' | 'browser';

/** Hands files to a station in the way of its host. */
class ImageBench {
  readonly bench: StationBench;
  readonly #kind: HostKind;
  #uploads = 0;

  constructor(bench: StationBench, kind: HostKind) {
    this.bench = bench;
    this.#kind = kind;
  }

  async inspect(name: string, bytes: Uint8Array): Promise<FileReport> {
    const folder = await temporaryFolder();
    await writeFile(path.join(folder, name), bytes);
    if (this.#kind === 'electron')
      return this.bench.ask('image:inspect', {
        source: { type: 'path', path: path.join(folder, name) },
        chip: null,
      });
    const upload = `upload-${++this.#uploads}`;
    this.bench.station.registerUpload(upload, folder);
    return this.bench.ask('image:inspect', { source: { type: 'upload', upload }, chip: null });
  }

  /** The file that the user got, by its name. */
  async got(offered: OfferedFile | null): Promise<{ name: string; bytes: Buffer }> {
    if (offered === null) throw new Error('nothing was offered');
    expect(offered.type).toBe(this.#kind === 'electron' ? 'saved' : 'download');
    const file = offered.type === 'saved' ? offered.path : offered.url;
    return { name: path.basename(file), bytes: await readFile(file) };
  }
}

async function withStation(kind: HostKind, work: (bench: ImageBench) => Promise<void>): Promise<void> {
  const bench = await StationBench.open(undefined, kind);
  await bench.run(() => work(new ImageBench(bench, kind)));
}

describe.each(['electron', 'browser'] as const)('files in a station with the host of %s', (kind) => {
  it('are inspected, and known by a token from then on', () =>
    withStation(kind, async (images) => {
      const report = await images.inspect('all.bin', mergedImage);
      expect(report).toMatchObject({
        name: 'all.bin',
        format: 'merged-image',
        chip: 'esp32',
        flashOffset: 0x1000,
      });
      const again = await images.bench.ask('image:inspect', {
        source: { type: 'file', file: report.file },
        chip: null,
      });
      expect(again).toEqual(report);
    }));

  it('are compared', () =>
    withStation(kind, async (images) => {
      const [first, second] = [await images.inspect('a.bin', app), await images.inspect('b.bin', bootloader)];
      const compared = await images.bench.ask('image:compare', { first: first.file, second: second.file });
      expect(compared).toMatchObject({ first, second, identical: false });
      const same = await images.bench.ask('image:compare', { first: first.file, second: first.file });
      expect([same.identical, same.facts, same.ranges]).toEqual([true, [], []]);
    }));

  it('are converted', () =>
    withStation(kind, async (images) => {
      const { file } = await images.inspect('blink.elf', elfFile);
      const made = await images.got(await images.bench.ask('image:convert', { ...conversion, file }));
      expect(made.name).toBe('blink.bin');
      expect(parseFirmwareImage(made.bytes)).toMatchObject({ checksumValid: true, digest: { valid: true } });
      const hex = await images.got(
        await images.bench.ask('image:convert', { ...conversion, file, to: 'hex', offset: 0x1_0000 }),
      );
      expect(hex.name).toBe('blink.hex');
      expect(Buffer.compare(parseIntelHex(hex.bytes).parts[0]?.data ?? new Uint8Array(0), made.bytes)).toBe(
        0,
      );
    }));

  it('are merged', () =>
    withStation(kind, async (images) => {
      const parts = [
        { file: (await images.inspect('bootloader.bin', bootloader)).file, offset: 0x1000 },
        { file: (await images.inspect('app.bin', app)).file, offset: 0x1_0000 },
      ];
      const made = await images.got(
        await images.bench.ask('image:merge', {
          parts,
          chip: 'esp32',
          to: 'bin',
          ...keep,
          padToSize: '2MB',
          fileName: 'board',
        }),
      );
      expect([made.name, made.bytes.length]).toEqual(['board.bin', 0x20_0000]);
      expect(Buffer.compare(made.bytes.subarray(0x1_0000, 0x1_0000 + app.length), app)).toBe(0);
    }));

  it('are made of partition tables', () =>
    withStation(kind, async (images) => {
      const table = { rows: otaPartitions, tableOffset: 0x8000, md5: true, fileName: 'partitions' };
      const bin = await images.got(await images.bench.ask('partitions:export', { ...table, to: 'bin' }));
      expect([bin.name, Buffer.compare(bin.bytes, otaTable)]).toEqual(['partitions.bin', 0]);
      const csv = await images.got(await images.bench.ask('partitions:export', { ...table, to: 'csv' }));
      expect(csv.bytes.toString()).toContain('ota_0,app,ota_0,0x20000,1536K');
      const refused = images.bench.ask('partitions:export', { ...table, rows: [], to: 'bin' });
      await expect(refused).rejects.toMatchObject({ code: 'partitions-refused' });
    }));

  it('are made of NVS contents and back', () =>
    withStation(kind, async (images) => {
      const task = { sizeBytes: 0x4000, version: 2 } as const;
      const image = await images.inspect('nvs.bin', nvsImage);
      expect(image.nvs?.entries).toHaveLength(3);
      const csv = await images.got(
        await images.bench.ask('nvs:export', { ...task, file: image.file, to: 'csv' }),
      );
      expect(csv.name).toBe('nvs.csv');
      const { file } = await images.inspect('mine.csv', textBytes(nvsCsv));
      const bin = await images.got(await images.bench.ask('nvs:export', { ...task, file, to: 'bin' }));
      expect([bin.name, Buffer.compare(bin.bytes, nvsImage)]).toEqual(['mine.bin', 0]);
    }));

  it('are saved as a layout whose paths follow it, where the folder is known', () =>
    withStation(kind, async (images) => {
      const { file } = await images.inspect('app.bin', app);
      const offered = await images.bench.ask('layout:save', {
        title: 'My board',
        chip: 'esp32',
        ...keep,
        baud: 460_800,
        eraseAll: false,
        items: [{ file, name: 'app.bin', offset: 0x1_0000, include: true, note: 'the app' }],
      });
      const layout = await images.got(offered);
      expect(layout.name).toMatch(/^My board\./);
      const text = layout.bytes.toString();
      expect(text).toContain('app.bin');
      expect(text).toContain('the app');
      expect(text.includes('../')).toBe(kind === 'electron');
    }));

  it('leave nothing behind that nobody fetches', () =>
    withStation(kind, async (images) => {
      const { file } = await images.inspect('app.bin', app);
      await images.got(await images.bench.ask('image:convert', { ...conversion, file }));
      const exports = path.join(images.bench.userDataFolder, 'exports');
      const left = await readFolders(exports);
      expect(left).toHaveLength(kind === 'electron' ? 0 : 1);
    }));
});

async function readFolders(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

describe('what a page may name', () => {
  it('is no path where the page is in a browser', () =>
    withStation('browser', async ({ bench }) => {
      const refused = bench.ask('image:inspect', {
        source: { type: 'path', path: '/etc/hostname' },
        chip: null,
      });
      await expect(refused).rejects.toMatchObject({ code: 'request-forbidden' });
    }));

  it.each([
    ['image:compare', { first: 'nobody', second: 'knows' }],
    ['image:convert', { ...conversion, file: 'nobody' }],
    ['nvs:export', { file: 'nobody', to: 'csv', sizeBytes: 0x4000, version: 2 }],
    ['image:inspect', { source: { type: 'file', file: 'nobody' }, chip: null }],
  ] as const)('is a token that it was given: %s', (name: RequestName, request) =>
    withStation('electron', async ({ bench }) => {
      const refused = bench.ask(name, request);
      await expect(refused).rejects.toMatchObject({ code: 'file-not-found' });
    }),
  );

  it('is one file, not a folder and not a text', () =>
    withStation('electron', async ({ bench }) => {
      const folder = await temporaryFolder();
      for (const source of [{ type: 'path', path: folder } as const, { type: 'text', text: 'x' } as const])
        await expect(bench.ask('image:inspect', { source, chip: null })).rejects.toMatchObject({
          code: 'folder-without-firmware',
        });
    }));
});

describe('a file that changes', () => {
  it('is refused until it was inspected anew, and is another file then', () =>
    withStation('electron', async (images) => {
      const folder = await temporaryFolder();
      const file = path.join(folder, 'app.bin');
      await writeFile(file, app);
      const source = { type: 'path', path: file } as const;
      const before = await images.bench.ask('image:inspect', { source, chip: null });
      await writeFile(file, bootloader);
      const conversionOf = (token: string) =>
        images.bench.ask('image:convert', { ...conversion, file: token });
      await expect(conversionOf(before.file)).rejects.toSatisfy(
        (error) => error instanceof AppError && error.code === 'file-changed',
      );
      const after = await images.bench.ask('image:inspect', {
        source: { type: 'file', file: before.file },
        chip: null,
      });
      expect(after.file).not.toBe(before.file);
      expect(after.image?.role).toBe('bootloader');
      expect((await images.got(await conversionOf(after.file))).name).toBe('app-copy.bin');
    }));
});
