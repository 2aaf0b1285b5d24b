import type { PartitionEntry } from '../../model/partition-table';
import { partitionType } from '../../partitions/partition-types';
import type { PlanToCheck } from '../check-plan';
import type { Finding, FindingFix } from '../finding';
import { hexOffset, placedItems, type PlacedItem } from '../placed-item';
import { partitionsAfter } from '../plan-partitions';
import { appPartitions, chipOf, freeAppPartition } from '../suggest-offset';
import type { Rule } from './rule';

/** Types from here on are a project's own: what it keeps there is its own affair. */
const firstOwnType = 0x40;

/** Apps against the partition table that the board will have: each at the start of an app partition, and small enough for it. */
export const appPartition: Rule = (plan) => {
  const partitions = partitionsAfter(plan);
  if (partitions === null) return [];
  return placedItems(plan)
    .filter((item) => item.kind === 'app' && !startsByItself(plan, item))
    .flatMap((item) => checkApp(plan, item, partitions));
};

/** What the ROM starts needs neither bootloader nor table. */
export function startsByItself(plan: PlanToCheck, item: PlacedItem): boolean {
  return item.offset === chipOf(plan, item)?.bootloaderOffset;
}

function checkApp(
  plan: PlanToCheck,
  item: PlacedItem,
  partitions: readonly PartitionEntry[],
): readonly Finding[] {
  const partition = partitions.find(({ type, offset }) => isForApps(type) && offset === item.offset);
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

function isForApps(type: number): boolean {
  return type === partitionType.app || type >= firstOwnType;
}

function moveToPartition(plan: PlanToCheck, item: PlacedItem): FindingFix | null {
  const partition = freeAppPartition(plan, item);
  return partition === null ? null : { type: 'move', itemId: item.id, offset: partition.offset };
}
