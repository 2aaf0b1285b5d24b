import { open, rm, type FileHandle } from 'node:fs/promises';
import type { StoredBytes } from '../../files/monitor/stored-segment';
import { ByteTail } from './byte-tail';

/** A file that bytes are appended to at once and written to later: what is not written yet is in memory. */
export class GrowingFile {
  readonly #path: string;
  readonly #tail = new ByteTail();
  #handle: FileHandle | null = null;
  #writtenBytes = 0;

  constructor(path: string) {
    this.#path = path;
  }

  get sizeBytes(): number {
    return this.#tail.end;
  }

  get unwrittenBytes(): number {
    return this.#tail.end - this.#writtenBytes;
  }

  append(bytes: Uint8Array): void {
    this.#tail.append(bytes);
  }

  /** What there is at this moment. */
  stored(): StoredBytes {
    const rest = Buffer.concat(this.#tail.slices(this.#writtenBytes));
    return { file: this.#path, writtenBytes: this.#writtenBytes, rest };
  }

  /** Writes what had come when it was called. Rejects with the system's error; what was written until then counts. */
  async write(): Promise<void> {
    const end = this.#tail.end;
    while (this.#writtenBytes < end) {
      this.#handle ??= await open(this.#path, this.#writtenBytes === 0 ? 'w' : 'r+', 0o600);
      const slices = this.#tail.slices(this.#writtenBytes);
      const { bytesWritten } = await this.#handle.writev(slices, this.#writtenBytes);
      if (bytesWritten === 0) throw new Error('the disk takes nothing');
      this.#writtenBytes += bytesWritten;
      this.#tail.release(this.#writtenBytes);
    }
  }

  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = null;
    await handle?.close();
  }

  /** Never rejects: what cannot be removed now goes with its folder. */
  async remove(): Promise<void> {
    await this.close().catch(() => undefined);
    await rm(this.#path, { force: true }).catch(() => undefined);
  }
}
