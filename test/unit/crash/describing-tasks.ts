import { readFile } from 'node:fs/promises';
import { AppError } from '../../../src-shared/errors/app-error';
import { findElfs } from '../../../src-main/files/crash/find-elfs';
import type { FileTaskMap, FileTaskName, FileTasks } from '../../../src-main/files/file-tasks';
import { parseElf } from '../../../src-main/engine/image/elf';
import { digestOf } from '../../../src-main/files/import/imports-folder';
import { buildElf } from '../image/build-elf';
import { patternBytes } from '../image/build-image';

/** An ELF file with code for the machine (243: RISC-V, 94: Xtensa), another one for each seed. */
export function elfWith(seed: number, { machine = 243, codeBytes = 64 } = {}): Uint8Array {
  const text = { name: '.text', address: 0x4200_0000, data: patternBytes(codeBytes, seed), flags: 6 };
  return buildElf({ machine, sections: [text] });
}

/** File tasks that tell no more than a library needs, and remember what was asked for. */
export class DescribingTasks implements FileTasks {
  readonly asked: string[] = [];

  async run<N extends FileTaskName>(
    name: N,
    request: FileTaskMap[N]['request'],
  ): Promise<FileTaskMap[N]['result']> {
    this.asked.push(name);
    if (isFor(name, 'elf:find', request)) return findElfs(request);
    if (isFor(name, 'elf:describe', request)) {
      const bytes = await readFile(request.path);
      const { machine } = parseElf(bytes, request.name);
      return { id: digestOf(bytes), sizeBytes: bytes.length, architecture: machine, hasLines: false };
    }
    throw new AppError('internal', { reason: `no task ${name}` });
  }
}

function isFor<N extends FileTaskName>(
  name: FileTaskName,
  wanted: N,
  request: FileTaskMap[FileTaskName]['request'],
): request is FileTaskMap[N]['request'] {
  return name === wanted && typeof request === 'object';
}
