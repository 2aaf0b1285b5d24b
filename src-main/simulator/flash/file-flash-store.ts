import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import type { FlashStore } from './flash-store';

/** A plain image on disk, as a read of the whole flash would give it. A file that ends early is blank from there. */
export class FileFlashStore implements FlashStore {
  readonly sizeBytes: number;
  readonly #file: number;
  #fileBytes: number;
  #open = true;

  constructor(path: string, sizeBytes: number) {
    this.sizeBytes = sizeBytes;
    // 'r+' keeps what is there; only a file that is not there is made.
    this.#file = openExisting(path) ?? openSync(path, 'w+');
    this.#fileBytes = fstatSync(this.#file).size;
  }

  read(offset: number, sizeBytes: number): Uint8Array {
    const out = new Uint8Array(sizeBytes).fill(0xff);
    const there = Math.max(0, Math.min(sizeBytes, this.#fileBytes - offset));
    if (there > 0) readSync(this.#file, out, 0, there, offset);
    return out;
  }

  write(offset: number, bytes: Uint8Array): void {
    if (offset > this.#fileBytes) this.#put(this.#fileBytes, blank(offset - this.#fileBytes));
    this.#put(offset, bytes);
  }

  clear(offset: number, sizeBytes: number): void {
    const there = Math.min(sizeBytes, this.#fileBytes - offset);
    if (there > 0) this.#put(offset, blank(there));
  }

  isBlank(offset: number, sizeBytes: number): boolean {
    return this.read(offset, sizeBytes).every((byte) => byte === 0xff);
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    closeSync(this.#file);
  }

  #put(offset: number, bytes: Uint8Array): void {
    writeSync(this.#file, bytes, 0, bytes.length, offset);
    this.#fileBytes = Math.max(this.#fileBytes, offset + bytes.length);
  }
}

function openExisting(path: string): number | null {
  try {
    return openSync(path, 'r+');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

const blank = (sizeBytes: number): Uint8Array => new Uint8Array(sizeBytes).fill(0xff);
