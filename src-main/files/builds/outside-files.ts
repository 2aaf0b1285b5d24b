import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { AppError } from '../../../src-shared/errors/app-error';
import { largestArchiveBytes, readBounded } from '../read-bounded';
import type { FirmwareTree } from '../tree/firmware-tree';
import { fileNameOf } from './tree-path';

/** A file that a tree does not hold, known by what it contains. */
export interface OutsideFile {
  /** Under which it is found in the tree. */
  readonly path: string;
  /** On disk. */
  readonly localPath: string;
  readonly sizeBytes: number;
  /** Hex. */
  readonly sha256: string;
}

/** Null unless exactly these bytes are there: who names them knew them. */
export async function findOutside(file: OutsideFile): Promise<OutsideFile | null> {
  try {
    const found = await stat(file.localPath);
    if (!found.isFile() || found.size !== file.sizeBytes) return null;
    await readExactly(file, largestArchiveBytes);
    return file;
  } catch {
    return null;
  }
}

/** The tree with some more files in it. */
export function withOutsideFiles(tree: FirmwareTree, outside: readonly OutsideFile[]): FirmwareTree {
  if (outside.length === 0) return tree;
  const byPath = new Map(outside.map((file) => [file.path, file]));
  return {
    name: tree.name,
    files: [...tree.files, ...outside.map(({ path, sizeBytes }) => ({ path, sizeBytes }))],
    read: async (path, limitBytes) => {
      const file = byPath.get(path);
      return file === undefined ? tree.read(path, limitBytes) : readExactly(file, limitBytes);
    },
    localPath: (path) => byPath.get(path)?.localPath ?? tree.localPath(path),
    provenanceOf: (path) => (byPath.has(path) ? null : (tree.provenanceOf?.(path) ?? null)),
  };
}

async function readExactly(
  { path, localPath, sha256 }: OutsideFile,
  limitBytes: number,
): Promise<Uint8Array> {
  const name = fileNameOf(path);
  const bytes = await readBounded(localPath, name, limitBytes);
  if (createHash('sha256').update(bytes).digest('hex') === sha256) return bytes;
  throw new AppError('file-not-found', { name });
}
