import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError } from '../../../src-shared/errors/app-error';
import { fileError, readBounded } from '../read-bounded';
import type { FirmwareTree, TreeFile } from './firmware-tree';
import { isFirmwareName, isIdleFolder } from '../../../src-shared/model/firmware-names';
import { byDepthThenName } from './by-depth-then-name';
import { isInside, isSafePath } from './safe-path';

export interface FolderLimits {
  /** Files and folders that are looked at, whether they matter or not. */
  readonly entries: number;
  /** Levels of folders below the folder itself. */
  readonly depth: number;
}

/** A project with all that its build left; what lies beyond is not looked at, and what is near comes first. */
export const projectLimits: FolderLimits = { entries: 50_000, depth: 10 };
/** Around a file that was dropped by itself: its folder may be somebody's home. */
export const neighbourLimits: FolderLimits = { entries: 4_000, depth: 4 };

export interface FolderTreeOptions {
  readonly limits?: FolderLimits;
  /** Takes a file of the folder itself in whatever its name. Default: only what can matter. */
  readonly everyTopFile?: boolean;
}

/** Throws `file-not-found`, `file-unreadable` for the folder itself; what cannot be read below is left out. */
export async function openFolderTree(path: string, options: FolderTreeOptions = {}): Promise<FirmwareTree> {
  const name = basename(path);
  const root = await fileError(name, () => realpath(path));
  const files = await new FolderWalk(root, options).list();
  return {
    name,
    files,
    async read(wanted, limitBytes) {
      const fileName = basename(wanted);
      if (!isSafePath(wanted)) throw new AppError('file-not-found', { name: fileName });
      const full = join(root, wanted);
      // A link in the folder can lead out of it as well as `..` can.
      const real = await fileError(fileName, () => realpath(full));
      if (!isInside(root, real))
        throw new AppError('file-unreadable', { name: fileName, reason: 'it is a link out of its folder' });
      return readBounded(real, fileName, limitBytes);
    },
    localPath: (wanted) => (isSafePath(wanted) ? join(root, wanted) : null),
  };
}

/** One look through a folder, level by level. */
class FolderWalk {
  readonly #root: string;
  readonly #limits: FolderLimits;
  readonly #everyTopFile: boolean;
  readonly #found: TreeFile[] = [];
  #seen = 0;

  constructor(root: string, { limits = projectLimits, everyTopFile = false }: FolderTreeOptions) {
    this.#root = root;
    this.#limits = limits;
    this.#everyTopFile = everyTopFile;
  }

  async list(): Promise<readonly TreeFile[]> {
    let level = [''];
    for (let depth = 0; depth <= this.#limits.depth && level.length > 0; depth++) {
      const below: string[] = [];
      for (const folder of level) below.push(...(await this.#look(folder)));
      level = below;
    }
    return this.#found.sort(byDepthThenName);
  }

  /** Answers with the folders in it. */
  async #look(folder: string): Promise<readonly string[]> {
    const left = this.#limits.entries - this.#seen;
    if (left <= 0) return [];
    const entries = (await this.#entriesOf(folder)).slice(0, left);
    this.#seen += entries.length;
    const folders: string[] = [];
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!isIdleFolder(entry.name)) folders.push(path);
      } else if (isFirmwareName(entry.name) || (this.#everyTopFile && folder === ''))
        await this.#take(entry, path);
    }
    return folders;
  }

  async #entriesOf(folder: string): Promise<readonly Dirent[]> {
    const read = (): Promise<Dirent[]> => readdir(join(this.#root, folder), { withFileTypes: true });
    // Somebody else's folder within the project is no reason to refuse the project.
    const entries = await (folder === '' ? fileError(basename(this.#root), read) : read().catch(() => []));
    return entries.sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  /** Files, and links to files that stay within the folder. Links to folders could go round in circles. */
  async #take(entry: Dirent, path: string): Promise<void> {
    if (!isSafePath(path)) return;
    try {
      const full = join(this.#root, path);
      if (entry.isSymbolicLink() && !isInside(this.#root, await realpath(full))) return;
      const found = await stat(full);
      if (found.isFile()) this.#found.push({ path, sizeBytes: found.size });
    } catch {
      // Gone meanwhile, or a link that leads nowhere.
    }
  }
}
