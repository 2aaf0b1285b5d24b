import type { PartitionEntry } from '../../model/partition-table';
import { endOf, placedItems, plannedPartitions, type PlacedItem } from '../placed-item';
import type { Rule } from './rule';

const dataType = 1;
const nvsSubtype = 2;

/** What the board has learnt (Wi-Fi password, calibration, counters) is in NVS, and goes with what is written over it. */
export const settingsErased: Rule = (plan) => {
  if (plan.eraseAll)
    return [{ code: 'settings-will-be-erased', severity: 'warning', itemIds: [], context: {}, fix: null }];
  const nvs = (plannedPartitions(plan) ?? []).filter(
    (entry) => entry.type === dataType && entry.subtype === nvsSubtype,
  );
  return placedItems(plan)
    .filter((item) => item.kind !== 'nvs' && nvs.some((partition) => covers(item, partition)))
    .map((item) => ({
      code: 'settings-will-be-erased',
      severity: 'warning',
      itemIds: [item.id],
      context: { name: item.name },
      fix: null,
    }));
};

function covers(item: PlacedItem, partition: PartitionEntry): boolean {
  return item.offset < partition.offset + partition.sizeBytes && partition.offset < endOf(item);
}
