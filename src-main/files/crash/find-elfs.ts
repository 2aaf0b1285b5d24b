import { basename } from 'node:path';
import { readAppDetails } from '../../engine/image/app-description';
import { digestOf, ImportsFolder } from '../import/imports-folder';
import type { ImportSource } from '../import/import-task';
import { openArchives } from '../import/open-archives';
import { openSources, type SourceSet } from '../import/source-set';
import { readHead } from '../read-bounded';
import type { FirmwareTree } from '../tree/firmware-tree';
import { largestElfBytes } from './elf-code';

/** An image that was imported, by which its ELF file is found. */
export interface ImportedImage {
  readonly name: string;
  /** Where it is on disk now. */
  readonly path: string;
  /** Where the build has left it: on disk, or in its archive. */
  readonly place: string;
}

export interface ElfSearch {
  readonly sources: readonly ImportSource[];
  /** Null: the ELF files themselves are meant, the nearest ones. */
  readonly images: readonly ImportedImage[] | null;
  /** Where those are written that lie in archives. */
  readonly importsFolder: string;
}

export interface SeenElf {
  readonly path: string;
  readonly name: string;
}

/** More is a collection of examples, no project. */
const mostLookedAt = 24;
const mostReadBytes = 512 * 1024 * 1024;
const mostFound = 4;

/**
 * The ELF files that belong to what was dropped: those that were chosen one by one, and of folders and archives those that the
 * images were made of: by their digest, else by their name. Throws what opening sources throws.
 */
export async function findElfs({ sources, images, importsFolder }: ElfSearch): Promise<readonly SeenElf[]> {
  const sets = await openArchives(await openSources(sources));
  const candidates = sets.flatMap(candidatesOf).slice(0, mostLookedAt);
  const search = new Search(candidates, new ImportsFolder(importsFolder));
  const wanted = candidates.filter(({ isChosen }) => isChosen);
  if (images === null) wanted.push(...nearest(candidates));
  for (const image of images ?? []) {
    const found = await search.elfOf(image);
    if (found !== null) wanted.push(found);
  }
  const seen: SeenElf[] = [];
  for (const candidate of [...new Set(wanted)].slice(0, mostFound)) seen.push(await search.place(candidate));
  return seen;
}

interface Candidate {
  readonly tree: FirmwareTree;
  readonly path: string;
  /** As an image's place names it. */
  readonly place: string;
  readonly sizeBytes: number;
  readonly isChosen: boolean;
}

function candidatesOf({ tree, chosen }: SourceSet): readonly Candidate[] {
  return tree.files
    .filter(({ path, sizeBytes }) => sizeBytes <= largestElfBytes && isWanted(path, chosen))
    .map(({ path, sizeBytes }) => ({
      tree,
      path,
      place: tree.provenanceOf?.(path)?.member ?? tree.localPath(path) ?? path,
      sizeBytes,
      isChosen: chosen.includes(path),
    }));
}

/** A single file that was chosen is meant, whatever its name; of several, and of folders, those that say so. */
function isWanted(path: string, chosen: readonly string[]): boolean {
  if (chosen.length === 1 && chosen[0] === path) return true;
  return /\.elf$/i.test(path) && !isOfBootloader(path);
}

/** A build makes it, too; nobody's crash is in it. */
function isOfBootloader(path: string): boolean {
  return /^bootloader.*\.elf$/i.test(basename(path));
}

/** Shallow ones come first. */
function nearest(candidates: readonly Candidate[]): readonly Candidate[] {
  const depths = candidates.map(({ path }) => path.split('/').length);
  const least = Math.min(...depths);
  return candidates.filter((_, index) => depths[index] === least);
}

class Search {
  readonly #candidates: readonly Candidate[];
  readonly #folder: ImportsFolder;
  readonly #digests = new Map<Candidate, string>();
  #readBytes = 0;

  constructor(candidates: readonly Candidate[], folder: ImportsFolder) {
    this.#candidates = candidates;
    this.#folder = folder;
  }

  async elfOf(image: ImportedImage): Promise<Candidate | null> {
    const named = this.#named(image);
    const elfSha256 = await digestInApp(image.path);
    if (elfSha256 === null) return named;
    // The one with its name is nearly always the one: the others are not even read then.
    const others = this.#candidates.filter((candidate) => candidate !== named);
    for (const candidate of named === null ? others : [named, ...others])
      if ((await this.#digest(candidate)) === elfSha256) return candidate;
    return null;
  }

  /** Where the file is on disk; one of an archive is written to the station's own folder. */
  async place({ tree, path }: Candidate): Promise<SeenElf> {
    const name = basename(path);
    const local = tree.localPath(path);
    if (local !== null) return { path: local, name };
    const bytes = await tree.read(path, largestElfBytes);
    return { path: await this.#folder.keep(bytes, digestOf(bytes), name), name };
  }

  /** Beside the image, or the only one of that name: `firmware.bin`, `firmware.elf`. */
  #named({ name, place }: ImportedImage): Candidate | null {
    const sameName = this.#candidates.filter((one) => stemOf(basename(one.path)) === stemOf(name));
    const beside = sameName.find((one) => stemOf(one.place) === stemOf(place));
    const [only] = sameName;
    return beside ?? (sameName.length === 1 && only !== undefined ? only : null);
  }

  /** Null where enough has been read. */
  async #digest(candidate: Candidate): Promise<string | null> {
    const known = this.#digests.get(candidate);
    if (known !== undefined) return known;
    this.#readBytes += candidate.sizeBytes;
    if (this.#readBytes > mostReadBytes) return null;
    const digest = digestOf(await candidate.tree.read(candidate.path, largestElfBytes));
    this.#digests.set(candidate, digest);
    return digest;
  }
}

/** What an app says is its ELF's SHA-256, hex; null for what says nothing. */
async function digestInApp(path: string): Promise<string | null> {
  const head = await readHead(path, basename(path), appHeadBytes);
  return readAppDetails(head)?.elfSha256 || null;
}

/** Image header, segment header and app description are within. */
const appHeadBytes = 1024;

function stemOf(path: string): string {
  return path.replace(/\.[^./\\]*$/, '');
}
