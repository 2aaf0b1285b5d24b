import type { ChipId } from '../../../src-shared/model/chip';
import type { FirmwareKind } from '../../../src-shared/model/firmware';
import { chips } from '../../engine/chips/registry';
import { inspectFirmware } from '../../engine/image/inspect-firmware';
import type { Build } from '../builds/build';
import { buildFile, silentBuild } from '../builds/new-build';
import { fileNameOf, folderOf } from '../builds/tree-path';
import { largestFirmwareBytes } from '../read-bounded';
import type { FirmwareTree } from '../tree/firmware-tree';

/** One kind of a folder's files is flashed: the others are the same once more, in another form. */
const formsByPreference = [/\.bin$/i, /\.uf2$/i, /\.hex$/i, /\.elf$/i] as const;
const mostFiles = 64;
/** A folder in a folder: deeper down are the data of tests and libraries. */
const deepestPath = 3;

/**
 * What can be flashed of a folder or archive that says nothing of what it is: the files of the folder that is nearest. Several
 * where that could mean several things: folders side by side, images for different chips. None where there is nothing.
 */
export async function looseBuilds(tree: FirmwareTree): Promise<readonly Build[]> {
  const folders = nearestFolders(tree);
  const builds: Build[] = [];
  for (const [folder, paths] of folders) builds.push(...(await buildsOf(tree, folder, paths)));
  return builds;
}

function nearestFolders(tree: FirmwareTree): ReadonlyMap<string, readonly string[]> {
  const folders = new Map<string, string[]>();
  let depth = -1;
  for (const { path } of tree.files) {
    if (!formsByPreference.some((form) => form.test(path))) continue;
    const pathDepth = path.split('/').length;
    // Shallow ones come first.
    if (pathDepth > (depth < 0 ? deepestPath : depth)) break;
    depth = pathDepth;
    const folder = folderOf(path);
    folders.set(folder, [...(folders.get(folder) ?? []), path]);
  }
  return folders;
}

interface LookedAt {
  readonly path: string;
  readonly kind: FirmwareKind;
  readonly chip: ChipId | null;
}

async function buildsOf(
  tree: FirmwareTree,
  folder: string,
  found: readonly string[],
): Promise<readonly Build[]> {
  const form = formsByPreference.find((one) => found.some((path) => one.test(path)));
  const paths = found.filter((path) => form?.test(path)).slice(0, mostFiles);
  if (form !== formsByPreference[0] || paths.length === 1)
    return paths.length === 1 || form === formsByPreference[0]
      ? [looseBuild(tree, folder, paths, null)]
      : paths.map((path) => looseBuild(tree, path, [path], null));
  const files = await lookAt(tree, paths);
  const groups = byChip(files);
  return groups.flatMap(({ chip, members }) =>
    variantsOf(tree, folder, members, groups.length > 1 ? chip : null),
  );
}

async function lookAt(tree: FirmwareTree, paths: readonly string[]): Promise<readonly LookedAt[]> {
  const files: LookedAt[] = [];
  for (const path of paths) {
    const { kind, image } = inspectFirmware(await tree.read(path, largestFirmwareBytes));
    files.push({ path, kind, chip: image?.chip ?? null });
  }
  return files;
}

/** What names no chip belongs to each of them. */
function byChip(
  files: readonly LookedAt[],
): readonly { readonly chip: ChipId | null; readonly members: readonly LookedAt[] }[] {
  const found = [...new Set(files.flatMap(({ chip }) => chip ?? []))];
  if (found.length < 2) return [{ chip: found[0] ?? null, members: files }];
  return found.map((chip) => ({
    chip,
    members: files.filter((file) => file.chip === chip || file.chip === null),
  }));
}

/** A merged image beside its own parts is the same once more; several merged images are as many firmwares. */
function variantsOf(
  tree: FirmwareTree,
  folder: string,
  members: readonly LookedAt[],
  chip: ChipId | null,
): readonly Build[] {
  const merged = members.filter(({ kind }) => kind === 'merged').map(({ path }) => path);
  const others = members.filter(({ kind }) => kind !== 'merged');
  const id = chip === null ? folder : `${folder}#${chip}`;
  if (merged.length === 0) return [looseBuild(tree, id, pathsOf(members), chip)];
  const hasParts = ['bootloader', 'app'].every((kind) => others.some((file) => file.kind === kind));
  if (hasParts) return [{ ...looseBuild(tree, id, pathsOf(others), chip), notices: merged.map(leftOut) }];
  if (merged.length === 1) return [looseBuild(tree, id, pathsOf(members), chip)];
  return merged.map((path) => looseBuild(tree, path, [path], chip));
}

function leftOut(path: string): Build['notices'][number] {
  return { code: 'file-left-out', context: { name: fileNameOf(path) } };
}

function pathsOf(files: readonly LookedAt[]): readonly string[] {
  return files.map(({ path }) => path);
}

function looseBuild(tree: FirmwareTree, id: string, paths: readonly string[], chip: ChipId | null): Build {
  const [only] = paths;
  return {
    ...silentBuild,
    id,
    format: 'files',
    label: paths.length === 1 && only !== undefined ? fileNameOf(only) : id.replace(/#.*$/, '') || tree.name,
    detail: chip === null ? paths.map(fileNameOf).join(', ') : chips[chip].name,
    tree,
    files: paths.map((path) => buildFile(path, null, 'unknown')),
    chip,
  };
}
