import { copyFile, mkdir, open, rename, rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { AppError } from '../../src-shared/errors/app-error';
import { systemReason } from '../../src-shared/errors/system-reason';

/** Replaces a file so that a crash at any moment leaves the old or the new one, never half of one. */
export async function writeFileAtomically(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(text, 'utf8');
      // Before the rename: else a power cut can leave the new name on an empty file.
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Copies a file; under its new name it is whole or not there. The copying itself is the system's. Throws `file-not-written`. */
export async function copyFileAtomically(source: string, target: string): Promise<void> {
  const temporary = `${target}.${randomUUID()}.tmp`;
  try {
    await copyFile(source, temporary);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    const context = { name: path.basename(target), reason: systemReason(error) };
    throw new AppError('file-not-written', context, { cause: error });
  }
}
