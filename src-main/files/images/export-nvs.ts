import { AppError } from '../../../src-shared/errors/app-error';
import { buildNvs } from '../../engine/nvs/build-nvs';
import { formatNvsCsv } from '../../engine/nvs/format-nvs-csv';
import { parseNvsCsv } from '../../engine/nvs/parse-nvs-csv';
import { readNvs } from '../../engine/nvs/read-nvs';
import { madeName, type MadeFile } from './made-file';
import { readKnownFile, type FileToRead } from './read-known-file';

export interface ExportNvsTask {
  readonly file: FileToRead;
  readonly to: 'csv' | 'bin';
  /** Of the image that is made of a CSV file. */
  readonly sizeBytes: number;
  readonly version: 1 | 2;
}

/** Larger than any table that was typed or generated; what a partition can hold at most is less. */
const largestCsvBytes = 16 * 1024 * 1024;

/**
 * NVS contents from image to CSV, or from CSV to image. Files that a CSV names are not read: a page may name one file, not others.
 * Throws `nvs-invalid`, `nvs-csv-invalid`, `nvs-too-small`, `file-changed` and the errors of reading files.
 */
export async function exportNvs({ file, to, sizeBytes, version }: ExportNvsTask): Promise<MadeFile> {
  const bytes = await readKnownFile(file);
  const made =
    to === 'csv'
      ? new TextEncoder().encode(formatNvsCsv(readNvs(bytes)))
      : buildNvs(parseNvsCsv(textOf(bytes, file.name)), { sizeBytes, version });
  return { suggestedName: madeName(file.name, to), bytes: made };
}

function textOf(bytes: Uint8Array, name: string): string {
  if (bytes.length > largestCsvBytes) throw new AppError('file-too-large', { name, size: bytes.length });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new AppError('nvs-csv-invalid', { line: 1, reason: 'the file is no text in UTF-8' });
  }
}
