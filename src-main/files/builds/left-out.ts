import type { ImportNotice } from '../../../src-shared/model/firmware';
import type { FirmwareTree } from '../tree/firmware-tree';
import type { BuildFile } from './build';
import { fileNameOf, folderOf } from './tree-path';

const mostNotices = 8;

/** Binaries beside a build's own that are no part of it: nothing is left out in silence. */
export function leftOutNotices(
  tree: FirmwareTree,
  folder: string,
  files: readonly BuildFile[],
): readonly ImportNotice[] {
  const used = new Set(files.map(({ path }) => path));
  return tree.files
    .filter(({ path }) => folderOf(path) === folder && /\.bin$/i.test(path) && !used.has(path))
    .slice(0, mostNotices)
    .map(({ path }) => ({ code: 'file-left-out', context: { name: fileNameOf(path) } }));
}
