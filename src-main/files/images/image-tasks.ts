import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../src-shared/errors/app-error';
import { systemReason } from '../../../src-shared/errors/system-reason';
import { compareFiles, type ComparedFiles, type CompareTask } from './compare-files';
import { convertFile, type ConvertTask } from './convert-file';
import { exportNvs, type ExportNvsTask } from './export-nvs';
import { exportPartitions, type ExportPartitionsTask } from './export-partitions';
import { inspectFile, type InspectTask, type NamedReport } from './inspect-file';
import type { MadeFile } from './made-file';
import { mergeImages, type MergeTask } from './merge-images';

/** A file that was made, as it lies on disk: its bytes need not cross to whoever asked for it. */
export interface WrittenFile {
  readonly path: string;
  readonly suggestedName: string;
}

/** Where what is made is to be written: a folder for it alone. */
export interface IntoFolder {
  readonly folder: string;
}

export interface ImageTaskMap {
  inspect: { request: InspectTask; result: NamedReport };
  compare: { request: CompareTask; result: ComparedFiles };
  convert: { request: ConvertTask & IntoFolder; result: WrittenFile };
  merge: { request: MergeTask & IntoFolder; result: WrittenFile };
  'export-partitions': { request: ExportPartitionsTask & IntoFolder; result: WrittenFile };
  'export-nvs': { request: ExportNvsTask & IntoFolder; result: WrittenFile };
}

type ImageTaskFunctions = {
  readonly [N in keyof ImageTaskMap]: (
    request: ImageTaskMap[N]['request'],
  ) => Promise<ImageTaskMap[N]['result']>;
};

export const imageTasks: ImageTaskFunctions = {
  inspect: inspectFile,
  compare: compareFiles,
  convert: async (task) => write(task, await convertFile(task)),
  merge: async (task) => write(task, await mergeImages(task)),
  'export-partitions': async (task) => write(task, exportPartitions(task)),
  'export-nvs': async (task) => write(task, await exportNvs(task)),
};

/** Throws `file-not-written`. */
async function write({ folder }: IntoFolder, { suggestedName, bytes }: MadeFile): Promise<WrittenFile> {
  const path = join(folder, suggestedName);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(path, bytes, { mode: 0o600, flag: 'wx' });
    return { path, suggestedName };
  } catch (error) {
    const context = { name: suggestedName, reason: systemReason(error) };
    throw new AppError('file-not-written', context, { cause: error });
  }
}
