import type { ImportNotice } from '../../../src-shared/model/firmware';
import type { Build } from '../builds/build';
import { buildFromText, type MissingFiles } from '../builds/build-from-text';
import { isManifestName } from '../builds/manifest-names';
import { buildsDescribedBy, recogniseBuilds } from '../builds/recognise-builds';
import { fileNameOf } from '../builds/tree-path';
import { isAsked, type Asked } from '../expand/expansion';
import type { FirmwareTree } from '../tree/firmware-tree';
import { chooseBuild, type BuildCandidate } from './choose-build';
import type { ImportTask } from './import-task';
import { looseBuilds } from './loose-builds';
import type { SourceSet } from './source-set';

export interface LooseFile {
  readonly tree: FirmwareTree;
  readonly path: string;
}

/** What of the things that were dropped is to be flashed. */
export interface FoundFiles {
  /** Null: nothing says what belongs together. */
  readonly build: Build | null;
  /** Dropped beside it, or all there is. */
  readonly loose: readonly LooseFile[];
  readonly notices: readonly ImportNotice[];
}

/** Throws what recognising builds throws. */
export async function findBuild(sets: readonly SourceSet[], task: ImportTask): Promise<FoundFiles | Asked> {
  const text = task.sources.flatMap((source) => (source.type === 'text' ? source.text : [])).join('\n');
  return text === '' ? findInSets(sets, task) : findByText(sets, text);
}

async function findByText(sets: readonly SourceSet[], text: string): Promise<FoundFiles | Asked> {
  const build = await buildFromText(
    text,
    sets.map(({ tree }) => tree),
  );
  return 'missing' in build ? askForFiles(build) : { build, loose: [], notices: [] };
}

function askForFiles({ missing, name }: MissingFiles): Asked {
  const choices = missing.map((path) => ({ id: path, label: path, detail: '' }));
  return { question: { id: `files:${name}`, about: 'files', name, choices } };
}

async function findInSets(
  sets: readonly SourceSet[],
  { chip, answers }: ImportTask,
): Promise<FoundFiles | Asked> {
  const candidates: BuildCandidate[] = [];
  const loose: LooseFile[] = [];
  const notices: ImportNotice[] = [];
  for (const set of sets) {
    const found = await lookInto(set);
    candidates.push(...found.builds.map((build) => ({ set, build })));
    loose.push(...found.loose.map((path) => ({ tree: set.tree, path })));
    notices.push(...found.notices);
  }
  const chosen = chooseBuild(candidates, chip, answers);
  if (chosen === null) return { build: null, loose, notices };
  if (isAsked(chosen)) return chosen;
  return {
    build: chosen.build,
    loose: [...loose, ...besides(chosen)],
    notices: [...notices, ...chosen.notices],
  };
}

interface SetContents {
  readonly builds: readonly Build[];
  readonly loose: readonly string[];
  readonly notices: readonly ImportNotice[];
}

async function lookInto({ tree, description, chosen }: SourceSet): Promise<SetContents> {
  const builds =
    description === null ? await recogniseBuilds(tree) : await buildsDescribedBy(tree, description);
  if (builds === null) return { builds: [], loose: description === null ? [] : [description], notices: [] };
  if (builds.length > 0) return { builds, loose: [], notices: [] };
  if (chosen.length > 0) return { builds: [], loose: chosen, notices: [] };
  const found = await looseBuilds(tree);
  const [only] = found;
  if (only === undefined || found.length > 1) return { builds: found, loose: [], notices: [] };
  return { builds: [], loose: only.files.map(({ path }) => path), notices: only.notices };
}

/** Files that were chosen together with those of the build, but are none of them. */
function besides({ set, build }: BuildCandidate): readonly LooseFile[] {
  const used = new Set(build.files.map(({ path }) => build.tree.localPath(path)));
  return set.chosen
    .filter((path) => !isManifestName(fileNameOf(path)) && !used.has(set.tree.localPath(path)))
    .map((path) => ({ tree: set.tree, path }));
}
