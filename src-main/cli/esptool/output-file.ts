import { closeSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename } from 'node:path';
import { AppError } from '../../../src-shared/errors/app-error';

/**
 * A file that takes its name only once it is whole: a read that fails leaves what was there before. Written at once, piece by
 * piece, since the pieces are valid only while they are handed over. Throws `file-not-written`.
 */
export class OutputFile {
  readonly #path: string;
  /** What is written to until it is whole; a device, such as /dev/null, is written to itself. */
  readonly #partPath: string;
  #descriptor: number | null;

  private constructor(path: string, partPath: string, descriptor: number) {
    this.#path = path;
    this.#partPath = partPath;
    this.#descriptor = descriptor;
  }

  static create(path: string): OutputFile {
    const there = statSync(path, { throwIfNoEntry: false });
    if (there?.isDirectory()) throw notWritten(path, 'EISDIR');
    const partPath = there === undefined || there.isFile() ? `${path}.part` : path;
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

  /** Forgets what was written: all of it comes once more. */
  restart(): void {
    this.#close();
    this.#descriptor = orFail(this.#path, () => openSync(this.#partPath, 'w'));
  }

  commit(): void {
    this.#close();
    if (this.#partPath !== this.#path) orFail(this.#path, () => renameSync(this.#partPath, this.#path));
  }

  /** Takes away what was not committed; there is nothing to take away after `commit`. */
  discard(): void {
    this.#close();
    if (this.#partPath !== this.#path) rmSync(this.#partPath, { force: true });
  }

  #close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
  }
}

/** A file for `work` to fill and commit; what it leaves uncommitted is taken away. Opened first, before any port is. */
export async function withOutputFile(path: string, work: (file: OutputFile) => Promise<void>): Promise<void> {
  const file = OutputFile.create(path);
  try {
    await work(file);
  } finally {
    file.discard();
  }
}

/** What the system refuses comes out as `file-not-written`. */
export function orFail<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw notWritten(path, reason, error);
  }
}

function notWritten(path: string, reason: string, cause?: unknown): AppError {
  return new AppError('file-not-written', { name: basename(path), reason }, { cause });
}
