import type { BoardInfo } from '../../src-shared/model/board';
import type { FlashPlan } from '../../src-shared/model/job';
import type { PartitionEntry } from '../../src-shared/model/partition-table';
import { checkPlan, type LayoutItem } from '../../src-shared/preflight/check-plan';
import type { Finding } from '../../src-shared/preflight/finding';
import { chipSummaries } from './chip-summaries';
import { findingError } from './finding-error';

/** A board, and the partition table that is on it: empty where there is none, null where it was not read. */
export interface BoardFound {
  readonly board: BoardInfo;
  readonly boardPartitions: readonly PartitionEntry[] | null;
}

/**
 * Pre-flight once more, now with the board that is really there: the layout may have been checked against another one, or
 * against none. Throws the worst finding as an error; what is no error comes back.
 */
export function checkAgainstBoard(
  { flashMode, flashFrequency, flashSize, eraseAll }: FlashPlan,
  items: readonly LayoutItem[],
  { board, boardPartitions }: BoardFound,
): readonly Finding[] {
  const findings = checkPlan({
    items,
    chip: chipSummaries.find(({ id }) => id === board.chip) ?? null,
    chips: chipSummaries,
    board,
    boardPartitions,
    flashMode,
    flashFrequency,
    flashSize,
    eraseAll,
  });
  const worst = findings.find(({ severity }) => severity === 'error');
  if (worst !== undefined) throw findingError(worst);
  return findings;
}
