import type { FirmwareTree } from '../tree/firmware-tree';
import { arduinoCandidates } from './arduino';
import type { Build } from './build';
import type { BuildCandidate } from './build-candidate';
import { espIdfCandidates, readEspIdf } from './esp-idf';
import { flashArgsCandidates, readFlashArgsFile } from './flash-args';
import { layoutCandidates, readLayout } from './layout';
import { flasherArgsName, flashArgsNames, ideDataName, layoutExtension } from './manifest-names';
import { platformioCandidates, readPlatformioFolder } from './platformio';
import { readEach } from './read-each';
import { fileNameOf, folderOf } from './tree-path';
import { readWebTools, webToolsCandidates } from './web-tools';

/** What the user made first, then what build systems wrote down, then what names alone tell. */
const kinds: readonly {
  readonly kind: string;
  readonly candidates: (tree: FirmwareTree) => readonly BuildCandidate[];
}[] = [
  { kind: 'layout', candidates: layoutCandidates },
  { kind: 'esp-idf', candidates: espIdfCandidates },
  { kind: 'platformio', candidates: platformioCandidates },
  { kind: 'flash-args', candidates: flashArgsCandidates },
  { kind: 'arduino', candidates: arduinoCandidates },
  { kind: 'web-tools', candidates: webToolsCandidates },
];

/** Of a tree; more than anybody chooses from. */
const mostCandidates = 64;

/**
 * The builds in a tree, nearest ones only: below them are those of examples, bootloaders and libraries. None: no more than
 * files. What cannot be used is a notice of the others; where there are no others, it is thrown: `manifest-invalid`,
 * `file-not-found`, and what reading throws.
 */
export async function recogniseBuilds(tree: FirmwareTree): Promise<readonly Build[]> {
  const candidates = kinds.flatMap(({ kind, candidates: find }) =>
    find(tree).map((candidate) => ({ ...candidate, kind })),
  );
  const depths = [...new Set(candidates.map(({ depth }) => depth))].sort((a, b) => a - b);
  for (const depth of depths) {
    const near = candidates.filter((candidate) => candidate.depth === depth);
    const builds = await readEach(near.slice(0, mostCandidates));
    if (builds.length > 0) return builds;
  }
  return [];
}

/**
 * The builds that one file of the tree describes, as when it was dropped by itself. Null: it describes none. Throws like
 * `recogniseBuilds`.
 */
export async function buildsDescribedBy(tree: FirmwareTree, path: string): Promise<readonly Build[] | null> {
  const name = fileNameOf(path);
  if (name === flasherArgsName) return [await readEspIdf(tree, path)];
  if (flashArgsNames.includes(name)) return [await readFlashArgsFile(tree, path)];
  if (name.toLowerCase().endsWith(layoutExtension)) return [await readLayout(tree, path)];
  const builds = await (name === ideDataName
    ? readPlatformioFolder(tree, folderOf(path))
    : /\.json$/i.test(name)
      ? readWebTools(tree, path)
      : []);
  return builds.length === 0 ? null : builds;
}
