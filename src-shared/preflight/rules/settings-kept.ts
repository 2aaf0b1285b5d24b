import type { PartitionEntry } from '../../model/partition-table';
import { boardData, namesOf } from '../board-data';
import type { PlanToCheck } from '../check-plan';
import { includedItems, placedItems, rangesOverlap } from '../placed-item';
import { plannedPartitions } from '../plan-partitions';
import type { Rule } from './rule';

/** What a merged image would have wiped, and stays because it is written in its parts. */
export const settingsKept: Rule = (plan) => {
  const merged = includedItems(plan).find(({ origin }) => origin?.how === 'merged')?.origin ?? null;
  if (merged === null || plan.eraseAll) return [];
  const placed = placedItems(plan);
  const kept = (boardData(plan) ?? [])
    .filter((entry) => !placed.some((item) => rangesOverlap(item, entry)))
    .filter((entry) => isFoundAgain(plan, entry));
  if (kept.length === 0) return [];
  return [
    {
      code: 'settings-kept',
      severity: 'info',
      itemIds: [],
      context: { name: merged.name, partitions: namesOf(kept) },
      fix: null,
    },
  ];
};

/** Data are of use only to firmware whose table has them at the same place. */
function isFoundAgain(plan: PlanToCheck, { type, subtype, offset, sizeBytes }: PartitionEntry): boolean {
  const planned = plannedPartitions(plan);
  if (planned === null) return true;
  return planned.some(
    (entry) =>
      entry.type === type &&
      entry.subtype === subtype &&
      entry.offset === offset &&
      entry.sizeBytes === sizeBytes,
  );
}
