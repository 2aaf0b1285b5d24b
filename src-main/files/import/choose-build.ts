import type { ChipId } from '../../../src-shared/model/chip';
import type { ImportAnswer, ImportNotice } from '../../../src-shared/model/firmware';
import { chips } from '../../engine/chips/registry';
import type { Build } from '../builds/build';
import { fileNameOf } from '../builds/tree-path';
import type { Asked } from '../expand/expansion';
import { digestOf } from './imports-folder';
import type { SourceSet } from './source-set';

export interface BuildCandidate {
  readonly set: SourceSet;
  readonly build: Build;
}

export interface ChosenBuild extends BuildCandidate {
  readonly notices: readonly ImportNotice[];
}

const questionId = 'build';

/**
 * The only one, the one that the user named, or the only one for the board that is connected; else the question which it is.
 * Null where there is none.
 */
export function chooseBuild(
  candidates: readonly BuildCandidate[],
  boardChip: ChipId | null,
  answers: readonly ImportAnswer[],
): ChosenBuild | Asked | null {
  const distinct = withoutRepetitions(candidates);
  const [first] = distinct;
  if (first === undefined) return null;
  if (distinct.length === 1) return { ...first, notices: [] };
  const answered = answers.find(({ question }) => question === questionId)?.choice;
  const chosen = distinct.find((candidate) => choiceOf(candidate) === answered);
  if (chosen !== undefined) return { ...chosen, notices: [] };
  const [layout, secondLayout] = distinct.filter(({ build }) => build.format === 'layout');
  if (layout !== undefined && secondLayout === undefined) return withItsFiles(layout, distinct);
  const forBoard = distinct.filter(({ build }) => boardChip !== null && build.chip === boardChip);
  const [only] = forBoard;
  if (only !== undefined && boardChip !== null && forBoard.length === 1) {
    const context = { name: only.build.label, chip: chips[boardChip].name };
    return { ...only, notices: [{ code: 'build-chosen-by-board', context }] };
  }
  const name = [...new Set(distinct.map(({ set }) => set.label ?? ''))].join(', ');
  const choices = distinct.map((candidate) => ({
    id: choiceOf(candidate),
    label: candidate.build.label,
    detail: candidate.build.detail,
  }));
  return { question: { id: questionId, about: 'build', name, choices } };
}

/** A layout speaks for what was dropped with it: the archives that it names, which would be builds by themselves, are its files. */
function withItsFiles(layout: BuildCandidate, all: readonly BuildCandidate[]): ChosenBuild {
  const names = new Set(layout.build.files.map(({ path }) => fileNameOf(path)));
  const notices = all
    .filter((other) => other !== layout && !names.has(other.set.label ?? ''))
    .map(({ set, build }): ImportNotice => ({
      code: 'file-left-out',
      context: { name: set.label ?? build.label },
    }));
  return { ...layout, notices };
}

/** As long as an answer may be, the same in every import of the same things. */
function choiceOf({ set, build }: BuildCandidate): string {
  const id = `${set.label ?? ''}/${build.id}`;
  return id.length <= longestChoice ? id : digestOf(Buffer.from(id));
}

const longestChoice = 256;

/** A folder and its manifest can be dropped at once. */
function withoutRepetitions(candidates: readonly BuildCandidate[]): readonly BuildCandidate[] {
  const seen = new Set<string>();
  return candidates.filter(({ build }) => {
    const key = filesOnDisk(build);
    if (key === null) return true;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Null where some are in an archive. */
function filesOnDisk({ tree, files, chip }: Build): string | null {
  const paths = files.map(({ path, offset }) => [tree.localPath(path), offset]);
  return paths.some(([path]) => path === null) ? null : JSON.stringify([chip, paths]);
}
