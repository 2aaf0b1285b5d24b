import type { PartitionEntry } from '../../model/partition-table';
import { boardData, isNvs, namesOf } from '../board-data';
import type { PlanToCheck } from '../check-plan';
import type { Finding, FindingFix } from '../finding';
import { placedItems, rangesOverlap, type PlacedItem } from '../placed-item';
import type { Rule } from './rule';

/** What the board has learnt (Wi-Fi password, calibration, files, counters) goes with what is written over it. */
export const settingsErased: Rule = (plan) => (plan.eraseAll ? erasedWithAll(plan) : overwritten(plan));

function erasedWithAll(plan: PlanToCheck): readonly Finding[] {
  const lost = boardData(plan);
  if (lost?.length === 0) return [];
  return [
    {
      code: 'settings-will-be-erased',
      severity: 'warning',
      itemIds: [],
      // Where nothing tells what is there: the maker's name for settings, the same in every language.
      context: { partitions: lost === null ? 'NVS' : namesOf(lost) },
      fix: { type: 'keep-flash' },
    },
  ];
}

function overwritten(plan: PlanToCheck): readonly Finding[] {
  const data = boardData(plan) ?? [];
  return placedItems(plan).flatMap((item): readonly Finding[] => {
    const lost = data.filter((entry) => rangesOverlap(entry, item) && !isMeantFor(item, entry));
    if (lost.length === 0) return [];
    return [
      {
        code: 'settings-will-be-erased',
        severity: 'warning',
        itemIds: [item.id],
        context: { name: item.name, partitions: namesOf(lost) },
        fix: remedy(item),
      },
    ];
  });
}

/** Who puts a file into the partition that it is made for wants what is there replaced. */
function isMeantFor(item: PlacedItem, entry: PartitionEntry): boolean {
  if (isNvs(entry)) return item.kind === 'nvs';
  return item.kind === 'data' && item.offset === entry.offset;
}

function remedy({ id, kind }: PlacedItem): FindingFix | null {
  if (kind === 'merged') return { type: 'keep-settings', itemId: id };
  return kind === 'data' ? { type: 'exclude', itemId: id } : null;
}
