import type { FirmwareKind } from '../../model/firmware';
import type { PartitionEntry } from '../../model/partition-table';
import { partitionType } from '../../partitions/partition-types';
import { namesOf } from '../board-data';
import type { PlanToCheck } from '../check-plan';
import type { Finding } from '../finding';
import { containsRange, hexOffset, placedItems, rangesOverlap, type PlacedItem } from '../placed-item';
import { partitionsAfter } from '../plan-partitions';
import { properOffset } from '../suggest-offset';
import type { Rule } from './rule';

const dataKinds: ReadonlySet<FirmwareKind> = new Set<FirmwareKind>(['data', 'nvs', 'ota-data']);

/** Data against the partition table that the board will have: within one partition, and no larger than that. */
export const dataPartition: Rule = (plan) => {
  const partitions = partitionsAfter(plan);
  if (partitions === null) return [];
  return placedItems(plan)
    .filter(({ kind }) => dataKinds.has(kind))
    .flatMap((item) => checkData(plan, item, partitions));
};

function checkData(
  plan: PlanToCheck,
  item: PlacedItem,
  partitions: readonly PartitionEntry[],
): readonly Finding[] {
  const home = partitions.find(({ type, offset }) => type !== partitionType.app && offset === item.offset);
  if (home !== undefined) return home.sizeBytes < item.sizeBytes ? [tooLarge(item, home)] : [];
  const touched = partitions.filter((entry) => rangesOverlap(entry, item));
  if (touched.every((entry) => containsRange(entry, item))) return [];
  return [straddling(plan, item, touched)];
}

function tooLarge(item: PlacedItem, { name, sizeBytes }: PartitionEntry): Finding {
  return {
    code: 'data-does-not-fit-partition',
    severity: 'error',
    itemIds: [item.id],
    context: { name: item.name, size: item.sizeBytes, partition: name, partitionSize: sizeBytes },
    fix: { type: 'exclude', itemId: item.id },
  };
}

function straddling(plan: PlanToCheck, item: PlacedItem, touched: readonly PartitionEntry[]): Finding {
  const offset = properOffset(plan, item);
  return {
    code: 'data-not-at-partition',
    severity: 'warning',
    itemIds: [item.id],
    context: { name: item.name, offset: hexOffset(item.offset), partitions: namesOf(touched) },
    fix:
      offset === null || offset === item.offset
        ? { type: 'exclude', itemId: item.id }
        : { type: 'move', itemId: item.id, offset },
  };
}
