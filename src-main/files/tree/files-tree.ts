import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError } from '../../../src-shared/errors/app-error';
import { fileError, readBounded } from '../read-bounded';
import type { FirmwareTree, TreeFile } from './firmware-tree';

/**
 * Files that were chosen one by one, wherever they lie, as if they lay in one folder. Throws `file-not-found`,
 * `file-unreadable`.
 */
export async function filesTree(paths: readonly string[]): Promise<FirmwareTree> {
  const local = new Map<string, string>();
  const files: TreeFile[] = [];
  for (const path of paths) {
    const name = basename(path);
    const { size } = await fileError(name, () => stat(path));
    const inTree = freeName(local, name);
    local.set(inTree, path);
    files.push({ path: inTree, sizeBytes: size });
  }
  return {
    name: paths.map((path) => basename(path)).join(', '),
    files,
    read(path, limitBytes) {
      const found = local.get(path);
      if (found === undefined)
        return Promise.reject(new AppError('file-not-found', { name: basename(path) }));
      return readBounded(found, basename(path), limitBytes);
    },
    localPath: (path) => local.get(path) ?? null,
  };
}

/** Two files of the same name from different folders both have their place. */
function freeName(taken: ReadonlyMap<string, string>, name: string): string {
  let free = name;
  for (let number = 2; taken.has(free); number++) free = `${number}/${name}`;
  return free;
}
