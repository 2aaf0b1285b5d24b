import { partitionType } from '../partitions/partition-types';
import type { PlanToCheck } from './check-plan';
import type { PlanFix } from './finding';
import { placedItems } from './placed-item';
import { knownPartitions, type TableItem } from './plan-partitions';

/** Leaving the table out: a way where the board keeps its own, and that has a place for each app of the plan. */
export function keepBoardTable(plan: PlanToCheck, table: TableItem): PlanFix | null {
  const own = knownPartitions(plan);
  if (own === null || plan.eraseAll || table.kind !== 'partition-table') return null;
  const apps = placedItems(plan).filter(({ kind }) => kind === 'app');
  const allFit = apps.every((app) =>
    own.some(
      ({ type, offset, sizeBytes }) =>
        type === partitionType.app && offset === app.offset && sizeBytes >= app.sizeBytes,
    ),
  );
  return allFit ? { type: 'exclude', itemId: table.id } : null;
}
