import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';

/** Read and hashed at a time: small enough that nobody waits for it. */
const chunkBytes = 0x4_0000;

export interface FileDigests {
  /** Hex, both. */
  readonly md5: string;
  readonly sha256: string;
  /** Less than asked for where the file ends before. */
  readonly sizeBytes: number;
}

/** Digests of what is on the disk now, piece by piece. */
export async function fileDigests(
  handle: FileHandle,
  range: { readonly offset: number; readonly sizeBytes: number },
  signal?: AbortSignal,
): Promise<FileDigests> {
  const md5 = createHash('md5');
  const sha256 = createHash('sha256');
  const sizeBytes = await forEachChunk(handle, range, (bytes) => {
    signal?.throwIfAborted();
    md5.update(bytes);
    sha256.update(bytes);
  });
  return { md5: md5.digest('hex'), sha256: sha256.digest('hex'), sizeBytes };
}

/** Hands on what the file has of the range, in order; the bytes are valid only during the call. Answers with their number. */
export async function forEachChunk(
  handle: FileHandle,
  { offset, sizeBytes }: { readonly offset: number; readonly sizeBytes: number },
  onChunk: (bytes: Uint8Array) => void | Promise<void>,
): Promise<number> {
  const chunk = new Uint8Array(Math.min(chunkBytes, sizeBytes));
  let done = 0;
  while (done < sizeBytes) {
    const wanted = Math.min(chunk.length, sizeBytes - done);
    const { bytesRead } = await handle.read(chunk, 0, wanted, offset + done);
    if (bytesRead === 0) break;
    await onChunk(chunk.subarray(0, bytesRead));
    done += bytesRead;
  }
  return done;
}

/** Writes all of it: the system may take less at a time. */
export async function writeFully(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
