import type { Stats } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { AppError } from '../../src-shared/errors/app-error';
import { systemReason } from '../../src-shared/errors/system-reason';

/** The largest flash that any chip has a header code for. */
export const largestFirmwareBytes = 128 * 1024 * 1024;

/** Archives of several of them. */
export const largestArchiveBytes = 256 * 1024 * 1024;

const readChunkBytes = 4 * 1024 * 1024;

/**
 * Reads a whole file. One beyond `limitBytes` is refused by its size alone, without reading it.
 * Throws `file-not-found`, `file-unreadable`, `file-too-large`.
 */
export async function readBounded(path: string, name: string, limitBytes: number): Promise<Uint8Array> {
  const found = await fileOnDisk(path, name);
  if (found.size > limitBytes) throw new AppError('file-too-large', { name, size: found.size });
  const handle = await fileError(name, () => open(path, 'r'));
  try {
    return await fileError(name, () => readAll(handle, found.size));
  } finally {
    await handle.close();
  }
}

/** The first bytes of a file, fewer where it has no more. Throws `file-not-found`, `file-unreadable`. */
export async function readHead(path: string, name: string, sizeBytes: number): Promise<Uint8Array> {
  await fileOnDisk(path, name);
  const handle = await fileError(name, () => open(path, 'r'));
  try {
    return await fileError(name, () => readAll(handle, sizeBytes));
  } finally {
    await handle.close();
  }
}

/** Asked before opening: opening a pipe would wait for its other end. */
async function fileOnDisk(path: string, name: string): Promise<Stats> {
  const found = await fileError(name, () => stat(path));
  if (!found.isFile()) throw new AppError('file-unreadable', { name, reason: 'not a file' });
  return found;
}

/** What the file has now, up to the size it had before: a file that grows meanwhile is caught by its digest. */
async function readAll(handle: FileHandle, sizeBytes: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(sizeBytes);
  let done = 0;
  while (done < sizeBytes) {
    const wanted = Math.min(readChunkBytes, sizeBytes - done);
    const { bytesRead } = await handle.read(bytes, done, wanted, done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}

/** The system's error as one of ours; what is one already stays as it is. */
export async function fileError<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError) throw error;
    const reason = systemReason(error);
    if (reason === 'ENOENT' || reason === 'ENOTDIR')
      throw new AppError('file-not-found', { name }, { cause: error });
    throw new AppError('file-unreadable', { name, reason }, { cause: error });
  }
}
