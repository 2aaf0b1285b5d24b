import { z } from 'zod';
import { readChip } from '../../../src-shared/command-line/command-values';
import type { FirmwareTree } from '../tree/firmware-tree';
import type { Build, BuildFile } from './build';
import type { BuildCandidate } from './build-candidate';
import { locateFile } from './locate-file';
import {
  checkFiles,
  checkShape,
  fewOf,
  largestManifestBytes,
  manifestInvalid,
  parseManifestJson,
  parseOffset,
  quoted,
} from './manifest';
import { flasherArgsName, ideDataName } from './manifest-names';
import { buildFile, inFlashOrder, silentBuild } from './new-build';
import { readEach } from './read-each';
import { childPath, depthOf, fileNameOf, folderOf } from './tree-path';

const mostBuilds = 64;

const manifestSchema = z.object({
  name: z.string().max(256).optional(),
  version: z.union([z.string().max(256), z.number()]).optional(),
  builds: z.array(z.unknown()),
});

const buildSchema = z.object({
  chipFamily: z.string(),
  /** Two builds for one chip: for its own USB and for an adapter. */
  serialType: z.string().max(32).optional(),
  parts: fewOf(z.object({ path: z.string().min(1), offset: z.union([z.number(), z.string()]) })),
});

export interface WebToolsManifest {
  readonly title: string | null;
  /** Each still to be read by `parseWebToolsBuild`: one that is wrong does not spoil the others. */
  readonly builds: readonly unknown[];
}

/** Of the JSON files those that call themselves manifests, or the only one there is. */
export function webToolsCandidates(tree: FirmwareTree): readonly BuildCandidate[] {
  const jsons = tree.files
    .map((file) => file.path)
    .filter((path) => /\.json$/i.test(path) && ![flasherArgsName, ideDataName].includes(fileNameOf(path)));
  return jsons
    .filter((path) => jsons.length === 1 || /manifest/i.test(fileNameOf(path)))
    .map((path) => ({
      folder: folderOf(path),
      depth: depthOf(folderOf(path)),
      name: path,
      read: () => readWebTools(tree, path),
    }));
}

/** One build for each chip family; none where it is another kind of JSON. Throws `manifest-invalid`, `file-not-found`. */
export async function readWebTools(tree: FirmwareTree, path: string): Promise<readonly Build[]> {
  const name = fileNameOf(path);
  const manifest = parseWebToolsManifest(await tree.read(path, largestManifestBytes), name);
  if (manifest === null) return [];
  return readEach(
    manifest.builds.map((build, index) => ({
      folder: path,
      name: `${name} (${index + 1})`,
      kind: 'web-tools',
      read: async () => [await readBuild(tree, path, manifest.title, build, index + 1)],
    })),
  );
}

/**
 * Null for JSON that is no such manifest: others are called `manifest.json` too. Throws `manifest-invalid`.
 * @source ESP Web Tools, "Preparing your firmware"
 */
export function parseWebToolsManifest(bytes: Uint8Array, name: string): WebToolsManifest | null {
  const data = parseManifestJson(bytes, name);
  if (typeof data !== 'object' || data === null || !('builds' in data)) return null;
  const manifest = checkShape(manifestSchema, data, name, 'it has no “builds”');
  if (manifest.builds.length === 0) throw manifestInvalid(name, '“builds” is empty');
  if (manifest.builds.length > mostBuilds)
    throw manifestInvalid(name, `it has more than ${mostBuilds} builds`);
  const title = `${manifest.name ?? ''} ${manifest.version ?? ''}`.trim();
  return { title: title === '' ? null : title, builds: manifest.builds };
}

/** Throws `manifest-invalid`. */
export function parseWebToolsBuild(data: unknown, name: string) {
  const build = checkShape(buildSchema, data, name, 'one of its “builds” is no build');
  const chip = readChip(build.chipFamily);
  if (chip === undefined || chip === null)
    throw manifestInvalid(name, `Kiln knows no chip ${quoted(build.chipFamily)}`);
  if (build.parts.length === 0) throw manifestInvalid(name, `it names no files for ${build.chipFamily}`);
  const parts = build.parts.map((part) => ({ path: part.path, offset: parseOffset(part.offset, name) }));
  checkFiles(parts, name);
  return { chip, chipFamily: build.chipFamily, serialType: build.serialType ?? null, parts };
}

async function readBuild(
  tree: FirmwareTree,
  path: string,
  title: string | null,
  data: unknown,
  number: number,
): Promise<Build> {
  const { chip, chipFamily, serialType, parts } = parseWebToolsBuild(data, fileNameOf(path));
  const files: BuildFile[] = [];
  for (const part of parts) {
    const named = asLocalPath(tree, path, part.path);
    files.push(buildFile(await locateFile(tree, path, named), part.offset, 'manifest'));
  }
  // Whether a new device is erased first depends there on what the browser is answered: here, on the user.
  return {
    ...silentBuild,
    id: `${path}#${number}`,
    format: 'web-tools',
    label: serialType === null ? chipFamily : `${chipFamily} (${serialType})`,
    detail: title ?? '',
    title,
    tree,
    files: inFlashOrder(files),
    chip,
  };
}

/** Paths of a manifest are web addresses, which may be whole ones. Throws `manifest-invalid`. */
function asLocalPath(tree: FirmwareTree, manifest: string, address: string): string {
  const name = fileNameOf(manifest);
  if (/^([a-z][a-z0-9+.-]+:|\/\/)/i.test(address))
    throw manifestInvalid(
      name,
      `${quoted(address)} is on the network: download it and put it beside the manifest`,
    );
  const asWritten = childPath(folderOf(manifest), address);
  if (tree.files.some((file) => file.path === asWritten)) return address;
  try {
    return decodeURIComponent(address.replace(/[?#].*$/s, ''));
  } catch (error) {
    throw manifestInvalid(name, `${quoted(address)} is not a path`, error);
  }
}
