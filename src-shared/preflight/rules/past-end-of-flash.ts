import type { PlanToCheck } from '../check-plan';
import type { FindingFix } from '../finding';
import { flashSizeOf } from '../flash-size';
import { endOf, hexOffset, placedItems, type PlacedItem } from '../placed-item';
import type { Rule } from './rule';

export const pastEndOfFlash: Rule = (plan) => {
  const flashEnd = flashSizeOf(plan);
  if (flashEnd === null) return [];
  return placedItems(plan)
    .filter((item) => endOf(item) > flashEnd)
    .map((item) => ({
      code: 'past-end-of-flash',
      severity: 'error',
      itemIds: [item.id],
      context: { name: item.name, end: hexOffset(endOf(item)), flashEnd: hexOffset(flashEnd) },
      fix: remedy(plan, item),
    }));
};

/** A size chosen by hand may simply be wrong; that of a real flash is not. */
function remedy(plan: PlanToCheck, item: PlacedItem): FindingFix {
  const isMeasured = (plan.board?.flash?.sizeBytes ?? null) !== null;
  return isMeasured ? { type: 'exclude', itemId: item.id } : { type: 'flash-size', flashSize: 'detect' };
}
