import { isAbsolute, join, dirname } from 'node:path';
import { AppError } from '../../../src-shared/errors/app-error';
import { chips } from '../../engine/chips/registry';
import type { FirmwareTree } from '../tree/firmware-tree';
import type { Build, BuildFile } from './build';
import type { BuildCandidate } from './build-candidate';
import { parseLayoutFile, type LayoutFile, type PlacedFile } from './layout-file';
import { locateFile } from './locate-file';
import { largestManifestBytes } from './manifest';
import { layoutExtension } from './manifest-names';
import { silentBuild } from './new-build';
import { findOutside, withOutsideFiles, type OutsideFile } from './outside-files';
import { depthOf, fileNameOf, folderOf, resolveInTree } from './tree-path';

export function layoutCandidates(tree: FirmwareTree): readonly BuildCandidate[] {
  return tree.files
    .map((file) => file.path)
    .filter((path) => path.toLowerCase().endsWith(layoutExtension))
    .map((path) => ({
      folder: folderOf(path),
      depth: depthOf(folderOf(path)),
      name: path,
      read: async () => [await readLayout(tree, path)],
    }));
}

/**
 * A file within the tree is taken as it is now: `BuildFile.sha256` tells whether it has changed. One outside of it is taken
 * only if it is exactly what the layout was saved with. Throws `manifest-invalid`, `file-not-found`.
 */
export async function readLayout(tree: FirmwareTree, path: string): Promise<Build> {
  const name = fileNameOf(path);
  const layout = parseLayoutFile(await tree.read(path, largestManifestBytes), name);
  const outside: OutsideFile[] = [];
  const files: BuildFile[] = [];
  for (const file of layout.files) {
    if (resolveInTree(folderOf(path), file.path) !== null)
      files.push(toBuildFile(file, await locateFile(tree, path, file.path)));
    else {
      const found = await locateOutside(tree, path, file, `${outside.length}:${fileNameOf(file.path)}`);
      outside.push(found);
      files.push(toBuildFile(file, found.path));
    }
  }
  return { ...settingsOf(layout, tree, path), tree: withOutsideFiles(tree, outside), files };
}

function toBuildFile({ offset, include, note, part, sha256 }: PlacedFile, path: string): BuildFile {
  return {
    path,
    offset,
    reason: offset === null ? 'unknown' : 'layout-file',
    include,
    note,
    sha256: part?.sha256 ?? sha256,
    member: part?.name ?? null,
  };
}

function settingsOf(layout: LayoutFile, tree: FirmwareTree, path: string): Omit<Build, 'tree' | 'files'> {
  const { chip, flashMode, flashFrequency, flashSize, baud, eraseAll, title } = layout;
  return {
    ...silentBuild,
    id: path,
    format: 'layout',
    label: path,
    detail: chip === null ? title : chips[chip].name,
    title: title || tree.name,
    chip,
    flashMode: flashMode === 'keep' ? null : flashMode,
    flashFrequency: flashFrequency === 'keep' ? null : flashFrequency,
    flashSize: flashSize === 'keep' || flashSize === 'detect' ? null : flashSize,
    baud,
    eraseAll,
  };
}

/** Throws `file-not-found`. */
async function locateOutside(
  tree: FirmwareTree,
  layout: string,
  { path: named, size, sha256 }: PlacedFile,
  path: string,
): Promise<OutsideFile> {
  const home = tree.localPath(layout);
  if (home !== null) {
    const localPath = isAbsolute(named) ? named : join(dirname(home), named);
    const found = await findOutside({ path, localPath, sizeBytes: size, sha256 });
    if (found !== null) return found;
  }
  throw new AppError('file-not-found', { name: named.slice(0, 256) });
}
