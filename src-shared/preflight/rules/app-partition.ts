import type { PartitionEntry } from '../../model/partition-table';
import type { PlanToCheck } from '../check-plan';
import type { Finding, FindingFix } from '../finding';
import { hexOffset, placedItems, plannedPartitions, type PlacedItem } from '../placed-item';
import { appPartitions, freeAppPartition } from '../suggest-offset';
import type { Rule } from './rule';

const appType = 0;

/** Apps against the partition table of the same plan: each at the start of an app partition, and small enough for it. */
export const appPartition: Rule = (plan) => {
  const partitions = plannedPartitions(plan);
  if (partitions === null) return [];
  return placedItems(plan)
    .filter((item) => item.kind === 'app')
    .flatMap((item) => checkApp(plan, item, partitions));
};

function checkApp(
  plan: PlanToCheck,
  item: PlacedItem,
  partitions: readonly PartitionEntry[],
): readonly Finding[] {
  const partition = partitions.find((entry) => entry.type === appType && entry.offset === item.offset);
  const about = { severity: 'error', itemIds: [item.id], fix: moveToPartition(plan, item) } as const;
  if (partition === undefined)
    return [
      {
        ...about,
        code: 'app-not-at-partition',
        context: {
          name: item.name,
          offset: hexOffset(item.offset),
          partitions: appPartitions(partitions)
            .map((entry) => `${entry.name} ${hexOffset(entry.offset)}`)
            .join(', '),
        },
      },
    ];
  if (item.sizeBytes <= partition.sizeBytes) return [];
  return [
    {
      ...about,
      code: 'app-does-not-fit-partition',
      context: {
        name: item.name,
        size: item.sizeBytes,
        partition: partition.name,
        partitionSize: partition.sizeBytes,
      },
    },
  ];
}

function moveToPartition(plan: PlanToCheck, item: PlacedItem): FindingFix | null {
  const partition = freeAppPartition(plan, item);
  return partition === null ? null : { type: 'move', itemId: item.id, offset: partition.offset };
}
