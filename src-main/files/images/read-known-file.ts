import { createHash } from 'node:crypto';
import { AppError } from '../../../src-shared/errors/app-error';
import { largestFirmwareBytes, readBounded } from '../read-bounded';

/** A file on disk that the user has named. */
export interface FileToRead {
  readonly path: string;
  readonly name: string;
  /** Hex; null where nobody has looked into it yet. */
  readonly sha256: string | null;
}

/** The whole file, as it was when its digest was told. Throws `file-changed` and the errors of reading files. */
export async function readKnownFile({ path, name, sha256 }: FileToRead): Promise<Uint8Array> {
  const bytes = await readBounded(path, name, largestFirmwareBytes);
  if (sha256 !== null && createHash('sha256').update(bytes).digest('hex') !== sha256)
    throw new AppError('file-changed', { name });
  return bytes;
}
