import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { AppError } from '../../../src-shared/errors/app-error';
import type { ImportSource } from '../../files/import/import-task';
import { fileError } from '../../files/read-bounded';

/**
 * The path of the one file that a source names: the file itself, the only upload of its kind, the only binary of a folder.
 * Throws `file-not-found`, and `folder-without-firmware` for what is not one file.
 */
export async function locateFile(source: ImportSource): Promise<string> {
  switch (source.type) {
    case 'file':
      return source.file.path;
    case 'path': {
      const name = basename(source.path);
      const found = await fileError(name, () => stat(source.path));
      return found.isDirectory() ? onlyFile(source.path, isBinary) : source.path;
    }
    case 'upload':
      return onlyFile(source.folder, () => true);
    case 'demo':
      return onlyFile(source.folder, isBinary);
    case 'text':
      throw new AppError('folder-without-firmware', { name: '…' });
  }
}

async function onlyFile(folder: string, wanted: (name: string) => boolean): Promise<string> {
  const entries = await fileError(basename(folder), () => readdir(folder, { withFileTypes: true }));
  const names = entries.filter((entry) => entry.isFile() && wanted(entry.name)).map(({ name }) => name);
  const [name] = names;
  if (name === undefined || names.length > 1)
    throw new AppError('folder-without-firmware', { name: basename(folder) });
  return join(folder, name);
}

function isBinary(name: string): boolean {
  return extname(name).toLowerCase() === '.bin';
}
