import { includedItems, placedItems } from '../placed-item';
import { partitionsAfter } from '../plan-partitions';
import { chipOf } from '../suggest-offset';
import { startsByItself } from './app-partition';
import type { Rule } from './rule';

/** Without a partition table the bootloader finds no app. The ESP8266 needs none. */
export const noPartitionTable: Rule = (plan) => {
  if (partitionsAfter(plan) !== null) return [];
  const kinds = new Set(includedItems(plan).map(({ kind }) => kind));
  const apps = placedItems(plan).filter(
    (item) => item.kind === 'app' && chipOf(plan, item)?.id !== 'esp8266' && !startsByItself(plan, item),
  );
  // An app alone is for a board that has the rest, unless it is known not to. With everything erased, there is more amiss.
  const isMissed = kinds.has('bootloader') || (plan.boardPartitions !== null && !plan.eraseAll);
  if (apps.length === 0 || kinds.has('merged') || !isMissed) return [];
  return [
    {
      code: 'no-partition-table',
      severity: 'warning',
      itemIds: apps.map(({ id }) => id),
      context: { name: apps.map(({ name }) => name).join(', ') },
      fix: null,
    },
  ];
};
