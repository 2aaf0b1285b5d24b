import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename } from 'node:path';
import { AppError } from '../../../src-shared/errors/app-error';

/**
 * A file that takes its name only once it is whole: a read that fails leaves what was there before. Written at once, piece by
 * piece, since the pieces are valid only while they are handed over. Throws `file-not-written`.
 */
export class OutputFile {
  readonly #path: string;
  readonly #partPath: string;
  #descriptor: number | null;

  private constructor(path: string, partPath: string, descriptor: number) {
    this.#path = path;
    this.#partPath = partPath;
    this.#descriptor = descriptor;
  }

  static create(path: string): OutputFile {
    const partPath = `${path}.part`;
    return new OutputFile(
      path,
      partPath,
      orFail(path, () => openSync(partPath, 'w')),
    );
  }

  append(bytes: Uint8Array): void {
    const descriptor = this.#descriptor;
    if (descriptor === null) throw new AppError('internal', { reason: 'the file is closed' });
    orFail(this.#path, () => {
      for (let done = 0; done < bytes.length;) done += writeSync(descriptor, bytes, done);
    });
  }

  commit(): void {
    this.#close();
    orFail(this.#path, () => renameSync(this.#partPath, this.#path));
  }

  /** Takes away what was not committed; there is nothing to take away after `commit`. */
  discard(): void {
    this.#close();
    rmSync(this.#partPath, { force: true });
  }

  #close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
  }
}

function orFail<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new AppError('file-not-written', { name: basename(path), reason }, { cause: error });
  }
}
