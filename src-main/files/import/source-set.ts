import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { isManifestName } from '../builds/manifest-names';
import { fileError, readBounded } from '../read-bounded';
import { filesTree } from '../tree/files-tree';
import type { FirmwareTree } from '../tree/firmware-tree';
import { neighbourLimits, openFolderTree } from '../tree/folder-tree';
import { uploadTree } from '../tree/upload-tree';
import { openZipFile } from '../tree/zip-tree';
import type { ImportSource, KnownFile } from './import-task';

/** Something that was dropped, opened. */
export interface SourceSet {
  readonly tree: FirmwareTree;
  /** Paths of files that were chosen one by one: each of them is wanted. */
  readonly chosen: readonly string[];
  /** Path of a file that was dropped by itself and describes a build; null: none. */
  readonly description: string | null;
  /** For people; null for the firmware that comes with Kiln. */
  readonly label: string | null;
  /** How many archives around it; 0: it is on disk. */
  readonly archiveDepth: number;
}

const projectFile = 'platformio.ini';

/** Opens everything but text. Throws what opening folders, files and archives throws. */
export async function openSources(sources: readonly ImportSource[]): Promise<readonly SourceSet[]> {
  const sets: SourceSet[] = [];
  const plain: string[] = [];
  for (const source of sources) {
    if (source.type === 'path') {
      const set = await openPath(source.path);
      if (set === null) plain.push(source.path);
      else sets.push(set);
    } else if (source.type === 'demo') sets.push(folderSet(await openFolderTree(source.folder), null));
    else if (source.type === 'upload') sets.push(await openUpload(source.folder));
    else if (source.type === 'file') sets.push(await openKnown(source.file));
  }
  if (plain.length > 0) sets.push(chosenSet(await filesTree([...new Set(plain)])));
  return sets;
}

/** Null for a file that speaks for nothing but itself. */
async function openPath(path: string): Promise<SourceSet | null> {
  const name = basename(path);
  const found = await fileError(name, () => stat(path));
  if (found.isDirectory()) return folderSet(await openFolderTree(path), name);
  if (name === projectFile) return folderSet(await openFolderTree(dirname(path)), basename(dirname(path)));
  if (isArchiveName(name)) return folderSet(await openZipFile(path), name, 1);
  if (!found.isFile() || !isManifestName(name)) return null;
  const tree = await openFolderTree(dirname(path), { limits: neighbourLimits });
  return { ...folderSet(tree, name), description: name };
}

async function openUpload(folder: string): Promise<SourceSet> {
  const { tree, chosen } = await uploadTree(folder);
  return { ...folderSet(tree, tree.name), chosen };
}

export function isArchiveName(name: string): boolean {
  return /\.zip$/i.test(name);
}

export function folderSet(tree: FirmwareTree, label: string | null, archiveDepth = 0): SourceSet {
  return { tree, chosen: [], description: null, label, archiveDepth };
}

function chosenSet(tree: FirmwareTree): SourceSet {
  return { ...folderSet(tree, tree.name), chosen: tree.files.map(({ path }) => path) };
}

/** One file that the station knows already, under the name that it has there. */
async function openKnown({ path, name, provenance }: KnownFile): Promise<SourceSet> {
  const { size: sizeBytes } = await fileError(name, () => stat(path));
  return chosenSet({
    name,
    files: [{ path: name, sizeBytes }],
    read: (_, limitBytes) => readBounded(path, name, limitBytes),
    localPath: () => path,
    provenanceOf: () => provenance,
  });
}
