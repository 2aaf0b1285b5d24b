import type { ChipId } from '../../../src-shared/model/chip';
import { chips } from '../../engine/chips/registry';
import type { Asked, ExpandOptions } from './expansion';

/** The one that the user named in an answer before, the only one, the build's own; else the question which it is. */
export function chooseChip(candidates: readonly ChipId[], options: ExpandOptions): ChipId | Asked {
  const { name, answers, boardChip, chip } = options;
  const id = `chip:${name}`;
  const answered = answers.find(({ question }) => question === id)?.choice;
  const chosen =
    candidates.find((candidate) => candidate === answered) ??
    (candidates.length === 1 ? candidates[0] : candidates.find((candidate) => candidate === chip));
  if (chosen !== undefined) return chosen;
  // The board's own first: it is the likely answer, but the file does not say so.
  const ordered = [
    ...candidates.filter((candidate) => candidate === boardChip),
    ...candidates.filter((candidate) => candidate !== boardChip),
  ];
  const choices = ordered.map((candidate) => ({ id: candidate, label: chips[candidate].name, detail: '' }));
  return { question: { id, about: 'chip', name, choices } };
}
