import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../../src-main/files/import/imports-folder';
import { ElfLibrary, type ElfLibraryLimits } from '../../../src-main/services/crash/elf-library';
import { temporaryFolder } from '../../support/temporary-folder';
import { DescribingTasks, elfWith } from './describing-tasks';

let folder: string;
let tasks: DescribingTasks;
let nowMs: number;

beforeEach(async () => {
  folder = await temporaryFolder();
  tasks = new DescribingTasks();
  nowMs = 1_790_000_000_000;
});

const kept = (): string => path.join(folder, 'elfs');
const open = (limits?: ElfLibraryLimits): Promise<ElfLibrary> =>
  ElfLibrary.open(kept(), { tasks, wallClock: () => nowMs, ...(limits === undefined ? {} : { limits }) });

async function elfFile(seed: number, name = `app-${seed}.elf`): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, elfWith(seed));
  return file;
}

async function added(library: ElfLibrary, ...seeds: readonly number[]): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const seed of seeds) {
    nowMs += 1000;
    ids.push((await library.add(await elfFile(seed), `app-${seed}.elf`)).id);
  }
  return ids;
}

describe('the ELF library', () => {
  it('keeps a copy under its SHA-256, which stays when a build overwrites the file', async () => {
    const library = await open();
    const bytes = elfWith(1);
    const info = await library.add(await elfFile(1), 'blink.elf');
    expect(info).toEqual({
      id: digestOf(bytes),
      name: 'blink.elf',
      sizeBytes: bytes.length,
      addedAtMs: nowMs,
      architecture: 'riscv',
      hasLines: false,
    });
    await writeFile(path.join(folder, 'app-1.elf'), 'another build');
    expect(new Uint8Array(await readFile(library.pathOf(info.id)))).toEqual(bytes);
  });

  it('knows them again after a restart', async () => {
    const library = await open();
    await added(library, 1, 2);
    expect((await open()).list()).toEqual(library.list());
  });

  it('lists what was added last first', async () => {
    const library = await open();
    const [first, second] = await added(library, 1, 2);
    expect(library.list().map(({ id }) => id)).toEqual([second, first]);
  });

  it('takes the same file again as the same entry under its newer name', async () => {
    const library = await open();
    const [id] = await added(library, 1);
    const again = await library.add(await elfFile(1, 'copy.elf'), 'renamed.elf');
    expect(again).toMatchObject({ id, name: 'renamed.elf' });
    expect(library.list()).toEqual([again]);
    expect(await readdir(kept())).toHaveLength(2);
  });

  it('copies a file anew whose copy somebody has taken away', async () => {
    const library = await open();
    const [id = ''] = await added(library, 1);
    await rm(path.join(kept(), `${id}.elf`));
    await added(library, 1);
    expect(new Uint8Array(await readFile(library.pathOf(id)))).toEqual(elfWith(1));
  });

  it('adds many at once without losing one', async () => {
    const library = await open();
    const seeds = Array.from({ length: 12 }, (_, seed) => seed + 1);
    await Promise.all(seeds.map(async (seed) => library.add(await elfFile(seed), `${seed}.elf`)));
    expect((await open()).list()).toHaveLength(seeds.length);
  });

  it('lets the least recently used go when there are more than it keeps', async () => {
    const library = await open({ files: 2, bytes: 1_000_000 });
    const [first = '', second] = await added(library, 1, 2);
    nowMs += 1000;
    library.pathOf(first);
    const [third] = await added(library, 3);
    expect(new Set(library.list().map(({ id }) => id))).toEqual(new Set([first, third]));
    expect(await readdir(kept())).not.toContain(`${second}.elf`);
  });

  it('lets old ones go for the room that they take, never the newest', async () => {
    const library = await open({ files: 40, bytes: elfWith(1).length * 2 + 1 });
    const [, second, third] = await added(library, 1, 2, 3);
    expect(library.list().map(({ id }) => id)).toEqual([third, second]);
    const tiny = await open({ files: 40, bytes: 1 });
    const [fourth] = await added(tiny, 4);
    expect(tiny.list().map(({ id }) => id)).toEqual([fourth]);
  });

  it('refuses what is no ELF file, and leaves nothing of it behind', async () => {
    const library = await open();
    const file = path.join(folder, 'notes.txt');
    await writeFile(file, 'not an ELF');
    await expect(library.add(file, 'notes.txt')).rejects.toMatchObject({ code: 'elf-invalid' });
    expect(library.list()).toEqual([]);
    await added(library, 1);
    expect(await readdir(kept())).toHaveLength(2);
  });

  it('says that the disk does not take it where its folder cannot be made', async () => {
    await writeFile(kept(), 'a file where the folder should be');
    await expect((await open()).add(await elfFile(1), 'app.elf')).rejects.toMatchObject({
      code: 'file-not-written',
    });
  });

  it('forgets one with its copy', async () => {
    const library = await open();
    const [id = '', other] = await added(library, 1, 2);
    await library.forget(id);
    expect(library.list().map((info) => info.id)).toEqual([other]);
    expect(await readdir(kept())).not.toContain(`${id}.elf`);
    await expect(library.forget(id)).rejects.toMatchObject({ code: 'elf-not-kept' });
    expect(() => library.pathOf(id)).toThrow(expect.objectContaining({ code: 'elf-not-kept' }));
  });
});

describe('what a run that died has left', () => {
  it('is an entry without its file: dropped', async () => {
    const [gone, there] = await added(await open(), 1, 2);
    await rm(path.join(kept(), `${gone}.elf`));
    expect((await open()).list().map(({ id }) => id)).toEqual([there]);
  });

  it('is an entry whose file is cut off: dropped with the file', async () => {
    const [id] = await added(await open(), 1);
    await writeFile(path.join(kept(), `${id}.elf`), 'half');
    expect((await open()).list()).toEqual([]);
    expect(await readdir(kept())).toEqual(['index.json']);
  });

  it('is files without an entry: removed, and nobody else’s with them', async () => {
    await added(await open(), 1);
    const stranger = `${'ab'.repeat(32)}.elf`;
    for (const name of [stranger, '1234.tmp', 'readme.txt']) await writeFile(path.join(kept(), name), 'x');
    await open();
    const names = await readdir(kept());
    expect(names).not.toContain(stranger);
    expect(names).not.toContain('1234.tmp');
    expect(names).toContain('readme.txt');
  });

  it('is an index that is no JSON: an empty library', async () => {
    await added(await open(), 1);
    await writeFile(path.join(kept(), 'index.json'), '{"half":');
    expect((await open()).list()).toEqual([]);
  });

  it('is an index with one entry that leads out of the folder: that one is left out', async () => {
    const library = await open();
    const [id] = await added(library, 1);
    const index = JSON.parse(await readFile(path.join(kept(), 'index.json'), 'utf8')) as object[];
    const hostile = { ...index[0], id: '../../settings' };
    await writeFile(path.join(kept(), 'index.json'), JSON.stringify([hostile, ...index]));
    expect((await open()).list().map((info) => info.id)).toEqual([id]);
  });
});

describe('matching what a board has told', () => {
  it.each([8, 9, 16, 64])('finds the file by %i digits, in capitals too', async (digits) => {
    const library = await open();
    const [id = ''] = await added(library, 1, 2);
    expect(library.match(id.slice(0, digits))?.id).toBe(id);
    expect(library.match(id.slice(0, digits).toUpperCase())?.id).toBe(id);
  });

  it('finds none by too few digits, by what is no number, or by another digest', async () => {
    const library = await open();
    const [id = ''] = await added(library, 1);
    expect(library.match(id.slice(0, 7))).toBeNull();
    expect(library.match('')).toBeNull();
    expect(library.match(`${id.slice(0, 8)}xyz`)).toBeNull();
    expect(library.match('0123456789')).toBeNull();
  });
});
