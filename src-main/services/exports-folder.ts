import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../src-shared/errors/app-error';
import { systemReason } from '../../src-shared/errors/system-reason';

/** Files that are made to be given away. They lie here until the station ends: a browser may fetch them later. */
export class ExportsFolder {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** A folder for one file that somebody else writes; it is not there yet. */
  place(): string {
    return path.join(this.#folder, randomUUID());
  }

  /** Answers with the file's path. Throws `file-not-written`. */
  async write(name: string, contents: string | Uint8Array): Promise<string> {
    // Each in a folder of its own, so that it can have its name.
    const file = path.join(this.place(), name);
    try {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, contents, { mode: 0o600 });
      return file;
    } catch (error) {
      throw new AppError('file-not-written', { name, reason: systemReason(error) }, { cause: error });
    }
  }

  /** Takes away one of the files, with its folder. */
  async remove(file: string): Promise<void> {
    await rm(path.dirname(file), { recursive: true, force: true }).catch(() => undefined);
  }

  /** Takes away all that was given. What cannot be removed now goes the next time. */
  async clear(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true }).catch(() => undefined);
  }
}
