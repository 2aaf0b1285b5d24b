import { basename } from 'node:path';
import { AppError } from '../../../src-shared/errors/app-error';
import { largestArchiveBytes, largestFirmwareBytes } from '../read-bounded';
import type { FirmwareTree } from '../tree/firmware-tree';
import { openZipTree } from '../tree/zip-tree';
import { folderSet, isArchiveName, type SourceSet } from './source-set';

/** Of one import, all of them together: they stay in memory until it is done. */
const mostArchiveBytes = 512 * 1024 * 1024;
const mostArchives = 16;
/** An archive in an archive, as artefacts of build servers are; not one in that. */
const deepestArchive = 2;

/**
 * The sets with their archives opened: those that were chosen, and those in folders and archives with nothing else to flash.
 * Throws `archive-invalid`, `file-too-large`, and `folder-without-firmware` for more archives than anybody means.
 */
export async function openArchives(sets: readonly SourceSet[]): Promise<readonly SourceSet[]> {
  const opener = new ArchiveOpener();
  const opened: SourceSet[] = [];
  for (const set of sets) opened.push(...(await opener.open(set)));
  return opened;
}

/** Whether anything in the tree could be flashed, whatever it is. */
function hasBinaries({ files }: FirmwareTree): boolean {
  return files.some(({ path }) => /\.(bin|uf2|hex|elf|kiln)$/i.test(path));
}

class ArchiveOpener {
  #count = 0;
  #bytes = 0;

  async open(set: SourceSet): Promise<readonly SourceSet[]> {
    const paths = set.archiveDepth < deepestArchive ? archivesOf(set) : [];
    if (paths.length === 0) return [set];
    const opened: SourceSet[] = [];
    for (const path of paths) opened.push(...(await this.#openOne(set, path)));
    const chosen = set.chosen.filter((path) => !paths.includes(path));
    return chosen.length > 0 ? [{ ...set, chosen }, ...opened] : opened;
  }

  async #openOne({ tree, archiveDepth }: SourceSet, path: string): Promise<readonly SourceSet[]> {
    const name = basename(path);
    if (++this.#count > mostArchives) throw new AppError('folder-without-firmware', { name: tree.name });
    const local = tree.localPath(path);
    const bytes = await tree.read(path, local === null ? largestFirmwareBytes : largestArchiveBytes);
    this.#bytes += bytes.length;
    if (this.#bytes > mostArchiveBytes) throw new AppError('file-too-large', { name, size: this.#bytes });
    const inner = await openZipTree(bytes, name, tree.provenanceOf?.(path) ?? placeOnDisk(local));
    return this.open(folderSet(inner, name, archiveDepth + 1));
  }
}

function archivesOf({ tree, chosen }: SourceSet): readonly string[] {
  if (chosen.length > 0) return chosen.filter(isArchiveName);
  if (hasBinaries(tree)) return [];
  return tree.files.map(({ path }) => path).filter(isArchiveName);
}

function placeOnDisk(path: string | null): { path: string; member: null } | null {
  return path === null ? null : { path, member: null };
}
