import type { ChipId } from '../../../src-shared/model/chip';
import type { FileReport } from '../../../src-shared/model/file-report';
import { inspectBytes } from './inspect-bytes';
import { readKnownFile, type FileToRead } from './read-known-file';

/** A report on a file that has no token yet. */
export type NamedReport = Omit<FileReport, 'file'>;

export interface InspectTask {
  readonly file: FileToRead;
  /** For what does not tell by itself. */
  readonly chip: ChipId | null;
}

/** Throws `file-changed` and the errors of reading files; never because of what is in the file. */
export async function inspectFile({ file, chip }: InspectTask): Promise<NamedReport> {
  return { name: file.name, ...inspectBytes(await readKnownFile(file), chip) };
}
