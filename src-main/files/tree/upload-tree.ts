import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileError } from '../read-bounded';
import type { FirmwareTree } from './firmware-tree';
import { openFolderTree } from './folder-tree';

export interface UploadTree {
  readonly tree: FirmwareTree;
  /** Paths of files that were chosen one by one, whatever their names; none of a folder that was uploaded as one. */
  readonly chosen: readonly string[];
}

/** What a browser has uploaded. Throws `file-not-found`, `file-unreadable`. */
export async function uploadTree(folder: string): Promise<UploadTree> {
  const entries = await fileError(basename(folder), () => readdir(folder, { withFileTypes: true }));
  const [first] = entries;
  if (first !== undefined && entries.length === 1 && first.isDirectory())
    return { tree: await openFolderTree(join(folder, first.name)), chosen: [] };
  const tree = await openFolderTree(folder, { everyTopFile: true });
  // The folder's own name is one that the host made up.
  const names = entries.map(({ name }) => name).sort();
  const chosen = tree.files.map(({ path }) => path).filter((path) => !path.includes('/'));
  return { tree: { ...tree, name: names.join(', ') }, chosen };
}
