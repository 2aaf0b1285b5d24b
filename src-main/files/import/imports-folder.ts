import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../src-shared/errors/app-error';
import { systemReason } from '../../../src-shared/errors/system-reason';

/** Files of the station's own, for bytes that were none yet. Named by what they hold: the same again takes no more room. */
export class ImportsFolder {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Answers with the file's path. `sha256` (hex) is that of the bytes. Throws `file-not-written`. */
  async keep(bytes: Uint8Array, sha256: string, name: string): Promise<string> {
    const path = join(this.#folder, `${sha256}.bin`);
    if ((await sizeOf(path)) === bytes.length) return path;
    const temporary = join(this.#folder, `${randomUUID()}.tmp`);
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await writeFile(temporary, bytes, { mode: 0o600, flag: 'wx' });
      await rename(temporary, path);
      return path;
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw new AppError('file-not-written', { name, reason: systemReason(error) }, { cause: error });
    }
  }
}

/** Hex, lower case. */
export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch {
    return null;
  }
}
