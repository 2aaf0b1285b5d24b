import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError } from '../../../src-shared/errors/app-error';
import { systemReason } from '../../../src-shared/errors/system-reason';
import type { StoredBytes } from './stored-segment';

/** Reads stored bytes, wherever they are. Opens the file when something of it is asked for. */
export class StoredBytesReader {
  readonly #stored: StoredBytes;
  #handle: FileHandle | null = null;

  constructor(stored: StoredBytes) {
    this.#stored = stored;
  }

  /** Throws `file-unreadable`. Null: the file is not there any more. */
  async read(from: number, to: number): Promise<Buffer | null> {
    const { writtenBytes, rest } = this.#stored;
    const unwritten = rest.subarray(Math.max(0, from - writtenBytes), Math.max(0, to - writtenBytes));
    if (from >= Math.min(to, writtenBytes)) return asBuffer(unwritten);
    const written = await this.#readFile(from, Math.min(to, writtenBytes));
    if (written === null || unwritten.length === 0) return written;
    return Buffer.concat([written, unwritten]);
  }

  async close(): Promise<void> {
    await this.#handle?.close();
    this.#handle = null;
  }

  async #readFile(from: number, to: number): Promise<Buffer | null> {
    const bytes = Buffer.allocUnsafe(to - from);
    try {
      this.#handle ??= await open(this.#stored.file, 'r');
      for (let done = 0; done < bytes.length;) {
        const { bytesRead } = await this.#handle.read(bytes, done, bytes.length - done, from + done);
        if (bytesRead === 0) throw new Error('end of file');
        done += bytesRead;
      }
      return bytes;
    } catch (error) {
      const reason = systemReason(error);
      if (reason === 'ENOENT') return null;
      throw new AppError('file-unreadable', { name: basename(this.#stored.file), reason }, { cause: error });
    }
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
