import { AppError } from '../../../src-shared/errors/app-error';
import { buildFile } from '../builds/new-build';
import { isAsked, type Asked } from '../expand/expansion';
import type { FileRunOptions } from '../file-tasks';
import { describeImport } from './describe-import';
import { findBuild, type FoundFiles } from './find-build';
import type { ImportResult, ImportTask } from './import-task';
import { openArchives } from './open-archives';
import { openSources, type SourceSet } from './source-set';
import { takeFiles, type Taking, type WantedFile } from './take-files';

/**
 * From what was dropped to items with their places, or to a question: archives are opened, builds recognised, containers and
 * merged images taken apart, each file is looked into. Nothing outside of what was dropped is opened, but for files of a layout
 * that are exactly what the layout was saved with. Throws what each of these steps throws.
 */
export async function importFirmware(task: ImportTask, options: FileRunOptions = {}): Promise<ImportResult> {
  const sets = await openArchives(await openSources(task.sources));
  const found = await findBuild(sets, task);
  if (isAsked(found)) return asking(found);
  const source = labelOf(sets);
  const wanted = wantedFiles(found);
  if (wanted.length === 0) throw new AppError('folder-without-firmware', { name: source ?? '' });
  const { build, notices } = found;
  const taking: Taking = { items: [], files: [], notices: [...notices], chips: [], splitCount: 0 };
  const asked = await takeFiles(wanted, task, build?.chip ?? null, taking, options);
  if (asked !== null) return asking(asked);
  const firmware = describeImport({ taking, build, source, boardChip: task.chip });
  return { outcome: { type: 'imported', firmware }, files: taking.files };
}

function asking({ question }: Asked): ImportResult {
  return { outcome: { type: 'question', question }, files: [] };
}

function labelOf(sets: readonly SourceSet[]): string | null {
  return [...new Set(sets.flatMap(({ label }) => label ?? []))].join(', ') || null;
}

/** The same file can be dropped with its folder and by itself; only a build may want it in two places. */
function wantedFiles({ build, loose }: FoundFiles): readonly WantedFile[] {
  const wanted: WantedFile[] =
    build === null
      ? []
      : build.files.map((file) => ({ ...file, tree: build.tree, asItIs: build.format === 'layout' }));
  const seen = new Set(wanted.map(({ tree, path }) => tree.localPath(path)));
  for (const { tree, path } of loose) {
    const local = tree.localPath(path);
    if (local !== null && seen.has(local)) continue;
    seen.add(local);
    wanted.push({ ...buildFile(path, null, 'unknown'), tree, asItIs: false });
  }
  return wanted;
}
