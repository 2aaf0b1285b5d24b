import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { AppError } from '../../../src-shared/errors/app-error';
import { flasherArgsName, readFlasherArgs, type FlasherArgs } from './flasher-args';
import { fileError } from './read-firmware-file';

const mostFiles = 256;
/** A project's folder holds `build/flasher_args.json`; an upload has one more level around it. */
const manifestDepth = 2;

/** Files found behind something that was dropped. */
export interface LocatedFirmware {
  /** File or folder name, for people. */
  /** Null for the firmware that comes with Kiln. */
  readonly source: string | null;
  readonly manifest: FlasherArgs | null;
  /** Offset: what the manifest says. */
  readonly files: readonly { readonly path: string; readonly offset: number | null }[];
}

/** A file, a `flasher_args.json`, or a folder with one or with binaries. Throws `file-not-found`, `manifest-invalid`, `folder-without-firmware`. */
export async function locateByPath(path: string): Promise<LocatedFirmware> {
  const source = basename(path);
  const found = await fileError(source, () => stat(path));
  if (!found.isDirectory()) {
    if (source === flasherArgsName) return fromManifest(source, path);
    return { source, manifest: null, files: [{ path, offset: null }] };
  }
  const manifest = await findManifest(path, manifestDepth);
  if (manifest !== null) return fromManifest(source, manifest);
  const files = (await listFiles(path)).filter((file) => extname(file).toLowerCase() === '.bin');
  return loose(source, files);
}

/** What a browser uploaded: a build folder, or files that were chosen one by one, whatever their names. */
export async function locateUpload(folder: string): Promise<LocatedFirmware> {
  const manifest = await findManifest(folder, manifestDepth + 1);
  if (manifest !== null) return fromManifest(basename(join(manifest, '..')), manifest);
  const files = await listFiles(folder);
  if (files.length > 0) return loose(files.map((file) => basename(file)).join(', '), files);
  const inner = await listFolders(folder);
  const [first] = inner;
  if (inner.length === 1 && first !== undefined) return locateByPath(first);
  throw new AppError('folder-without-firmware', { name: basename(first ?? folder) });
}

function loose(source: string, files: readonly string[]): LocatedFirmware {
  if (files.length === 0 || files.length > mostFiles)
    throw new AppError('folder-without-firmware', { name: source });
  return { source, manifest: null, files: files.map((path) => ({ path, offset: null })) };
}

async function fromManifest(source: string, path: string): Promise<LocatedFirmware> {
  const manifest = await readFlasherArgs(path);
  return { source, manifest, files: manifest.files };
}

/** The nearest one: a project's folder can hold those of its bootloader's subproject deeper down. */
async function findManifest(folder: string, depth: number): Promise<string | null> {
  let level = [folder];
  for (let left = depth; left >= 0 && level.length > 0; left--) {
    const below: string[] = [];
    for (const candidate of level.slice(0, mostFiles)) {
      const path = join(candidate, flasherArgsName);
      if (await isFile(path)) return path;
      if (left > 0) below.push(...(await listFolders(candidate)));
    }
    level = below;
  }
  return null;
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await fileError(basename(folder), () => readdir(folder, { withFileTypes: true }));
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(folder, entry.name))
    .sort();
}

async function listFolders(folder: string): Promise<string[]> {
  const entries = await fileError(basename(folder), () => readdir(folder, { withFileTypes: true }));
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => join(folder, entry.name))
    .sort();
}
