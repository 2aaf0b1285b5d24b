import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../src-shared/errors/app-error';
import { systemReason } from './system-reason';

/** Files that are made to be given away. They lie here until the station ends: a browser may fetch them later. */
export class ExportsFolder {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Answers with the file's path. Throws `file-not-written`. */
  async write(name: string, text: string): Promise<string> {
    // Each in a folder of its own, so that it can have its name.
    const file = path.join(this.#folder, randomUUID(), name);
    try {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, text, { encoding: 'utf8', mode: 0o600 });
      return file;
    } catch (error) {
      throw new AppError('file-not-written', { name, reason: systemReason(error) }, { cause: error });
    }
  }

  /** Takes away all that was given. What cannot be removed now goes the next time. */
  async clear(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true }).catch(() => undefined);
  }
}
