import { placedItems } from '../placed-item';
import { coversTable, knownPartitions, tableItem } from '../plan-partitions';
import { startsByItself } from './app-partition';
import type { Rule } from './rule';

/** Something that is no table, where the board has its own. */
export const partitionTableOverwritten: Rule = (plan) => {
  if (knownPartitions(plan) === null || plan.eraseAll || tableItem(plan) !== null) return [];
  return placedItems(plan)
    .filter((item) => coversTable(item) && !(item.kind === 'app' && startsByItself(plan, item)))
    .filter(({ kind }) => kind !== 'merged')
    .map((item) => ({
      code: 'partition-table-overwritten',
      severity: 'warning',
      itemIds: [item.id],
      context: { name: item.name },
      fix: { type: 'exclude', itemId: item.id },
    }));
};
