import path from 'node:path';
import { writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../src-shared/errors/app-error';
import type { ErrorCode } from '../../../src-shared/errors/error-texts';
import type { CrashFrames } from '../../../src-main/files/crash/crash-tasks';
import type { FileTaskMap, FileTaskName, FileTasks } from '../../../src-main/files/file-tasks';
import { CrashDecoding } from '../../../src-main/services/crash/crash-decoding';
import { ElfLibrary } from '../../../src-main/services/crash/elf-library';
import { temporaryFolder } from '../../support/temporary-folder';
import { DescribingTasks, elfWith } from './describing-tasks';
import { dumpInfoOf, reportOf } from './sample-reports';

const frames: CrashFrames = {
  frames: [{ kind: 'exact', pc: 0x4200_0000, places: [] }],
  registers: [],
  end: 'all-printed',
};

/** Answers each decoding with the same, or fails. */
class DecodingDouble implements FileTasks {
  readonly asked: { readonly name: string; readonly request: unknown }[] = [];
  fails: ErrorCode | null = null;

  async run<N extends FileTaskName>(
    name: N,
    request: FileTaskMap[N]['request'],
  ): Promise<FileTaskMap[N]['result']> {
    this.asked.push({ name, request });
    if (this.fails !== null) throw new AppError(this.fails);
    return name === 'crash:decode' ? frames : { tasks: [frames] };
  }
}

let library: ElfLibrary;
let worker: DecodingDouble;
let decoding: CrashDecoding;
let id: string;

beforeEach(async () => {
  const folder = await temporaryFolder();
  const file = path.join(folder, 'app.elf');
  await writeFile(file, elfWith(1));
  library = await ElfLibrary.open(path.join(folder, 'elfs'), {
    tasks: new DescribingTasks(),
    wallClock: () => 1_790_000_000_000,
  });
  ({ id } = await library.add(file, 'app.elf'));
  worker = new DecodingDouble();
  decoding = new CrashDecoding({ elfs: library, tasks: worker });
});

describe('which ELF file explains a crash', () => {
  it('is the one whose digest the board has told', async () => {
    const decoded = await decoding.crash(reportOf({ elfSha256: id.slice(0, 9) }), null);
    expect(decoded).toEqual({ elf: library.get(id), match: 'same', ...frames });
    expect(worker.asked).toMatchObject([
      { name: 'crash:decode', request: { elfId: id, elfPath: library.pathOf(id) } },
    ]);
  });

  it.each([null, '1234', '012345678'])('is not known where the board has told %s', async (elfSha256) => {
    const decode = decoding.crash(reportOf({ elfSha256 }), null);
    await expect(decode).rejects.toMatchObject({ code: 'elf-not-known' });
    expect(worker.asked).toEqual([]);
  });

  it.each([
    ['same', (sha: string) => sha.slice(0, 16)],
    ['same', (sha: string) => sha.toUpperCase().slice(0, 9)],
    ['other', () => '0123456789abcdef'],
    ['unknown', () => null],
    ['unknown', () => '0123'],
  ])('is the one that was named, and is told to be the %s', async (match, told) => {
    const decoded = await decoding.crash(reportOf({ elfSha256: told(id) }), id);
    expect(decoded).toMatchObject({ elf: { id }, match });
  });

  it('is none that is not kept', async () => {
    const decode = decoding.crash(reportOf({}), 'ab'.repeat(32));
    await expect(decode).rejects.toMatchObject({ code: 'elf-not-kept' });
  });

  it('is forgotten where its copy has gone', async () => {
    worker.fails = 'elf-not-kept';
    await expect(decoding.crash(reportOf({}), id)).rejects.toMatchObject({ code: 'elf-not-kept' });
    expect(library.list()).toEqual([]);
  });

  it('stays where it is of another architecture', async () => {
    worker.fails = 'elf-wrong-architecture';
    await expect(decoding.crash(reportOf({}), id)).rejects.toMatchObject({ code: 'elf-wrong-architecture' });
    expect(library.list()).toHaveLength(1);
  });

  it('explains a core dump by the same rules', async () => {
    const bytes = Uint8Array.of(1, 2, 3, 4);
    const info = dumpInfoOf({ elfSha256: id.slice(0, 9) });
    const decoded = await decoding.coreDump({ info, bytes }, null);
    expect(decoded).toEqual({ elf: library.get(id), match: 'same', tasks: [frames] });
    expect(worker.asked).toMatchObject([{ name: 'core-dump:decode', request: { bytes } }]);
    const untold = decoding.coreDump({ info: dumpInfoOf({}), bytes }, null);
    await expect(untold).rejects.toMatchObject({ code: 'elf-not-known' });
  });
});
