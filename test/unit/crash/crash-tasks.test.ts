import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { crashTasks } from '../../../src-main/files/crash/crash-tasks';
import { digestOf } from '../../../src-main/files/import/imports-folder';
import { temporaryFolder } from '../../support/temporary-folder';
import { buildElf } from '../image/build-elf';
import { entryOf, sampleElf } from './sample-elf';
import { reportOf } from './sample-reports';

let folder: string;
let tasks: ReturnType<typeof crashTasks>;

beforeEach(async () => {
  folder = await temporaryFolder();
  tasks = crashTasks();
});

async function fileWith(bytes: Uint8Array | string, name = 'app.elf'): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, bytes);
  return file;
}

describe('describing an ELF file', () => {
  it.each(['xtensa', 'riscv'] as const)(
    'tells digest, size and architecture of one for %s',
    async (machine) => {
      const bytes = sampleElf(machine);
      const described = await tasks['elf:describe']({ path: await fileWith(bytes), name: 'app.elf' });
      expect(described).toEqual({
        id: digestOf(bytes),
        sizeBytes: bytes.length,
        architecture: machine,
        hasLines: false,
      });
    },
  );

  const data = { name: '.dram0.data', address: 0x3fc8_0000, data: Uint8Array.of(1, 2, 3, 4), flags: 3 };
  it.each<[string, Uint8Array | string, string]>([
    ['what is no ELF file', 'firmware', 'it does not start with the mark of ELF files'],
    [
      'one of another processor',
      buildElf({ machine: 40, sections: [] }),
      'it is made for machine 40, no Espressif chip',
    ],
    ['one without code', buildElf({ machine: 243, sections: [data] }), 'it has no code'],
    ['one that is cut off', sampleElf('riscv').subarray(0, 200), 'its section table goes past its end'],
  ])('refuses %s', async (_, bytes, reason) => {
    const describing = tasks['elf:describe']({ path: await fileWith(bytes), name: 'app.elf' });
    await expect(describing).rejects.toMatchObject({
      code: 'elf-invalid',
      context: { name: 'app.elf', reason },
    });
  });
});

describe('an ELF file that a crash was decoded with', () => {
  const bytes = sampleElf('riscv');
  const report = reportOf({ registers: { MEPC: entryOf('riscv', 'measure') } });
  const decode = (elfPath: string, elfId: string) => tasks['crash:decode']({ elfPath, elfId, report });
  const measured = { frames: [{ places: [{ function: 'measure' }] }] };

  it('stays open: the next crash does not read it again', async () => {
    const file = await fileWith(bytes);
    const first = await decode(file, digestOf(bytes));
    expect(first).toMatchObject(measured);
    await rm(file);
    expect(await decode(file, digestOf(bytes))).toEqual(first);
  });

  it('is closed when two others have been used since', async () => {
    const file = await fileWith(bytes);
    await decode(file, digestOf(bytes));
    for (const name of ['second.elf', 'third.elf']) {
      const other = Buffer.concat([bytes, Buffer.from(name)]);
      await decode(await fileWith(other, name), digestOf(other));
    }
    await rm(file);
    await expect(decode(file, digestOf(bytes))).rejects.toMatchObject({ code: 'elf-not-kept' });
  });

  it('is not used when it is no longer what it was', async () => {
    const file = await fileWith(Buffer.concat([bytes, Buffer.from('!')]));
    await expect(decode(file, digestOf(bytes))).rejects.toMatchObject({ code: 'elf-not-kept' });
  });
});

describe('a core dump', () => {
  it('that cannot be read has no tasks, whatever ELF file it is looked up in', async () => {
    const bytes = sampleElf('xtensa');
    const elf = { elfPath: await fileWith(bytes), elfId: digestOf(bytes) };
    const decoded = await tasks['core-dump:decode']({ ...elf, bytes: new Uint8Array(100).fill(0xff) });
    expect(decoded).toEqual({ tasks: [] });
  });
});
