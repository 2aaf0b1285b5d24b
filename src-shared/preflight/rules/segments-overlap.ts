import type { FirmwareKind } from '../../model/firmware';
import type { PlanToCheck } from '../check-plan';
import type { Finding, FindingFix } from '../finding';
import { endOf, hexOffset, itemsOverlap, placedItems, type PlacedItem } from '../placed-item';
import { freeAppPartition, nextFreeOffset } from '../suggest-offset';
import type { Rule } from './rule';

/** How firmly a kind of file is bound to its place: of two that overlap, the looser one gives way. */
const firmness: Record<FirmwareKind, number> = {
  merged: 4,
  bootloader: 3,
  'partition-table': 3,
  app: 2,
  'ota-data': 2,
  nvs: 2,
  data: 1,
  empty: 0,
};

export const segmentsOverlap: Rule = (plan) => {
  const items = [...placedItems(plan)].sort((a, b) => a.offset - b.offset);
  const findings: Finding[] = [];
  items.forEach((first, index) => {
    for (const second of items.slice(index + 1)) {
      // Sorted by offset: nothing further on can reach back into this one.
      if (second.offset >= endOf(first)) break;
      if (itemsOverlap(first, second)) findings.push(overlap(plan, first, second));
    }
  });
  return findings;
};

function overlap(plan: PlanToCheck, first: PlacedItem, second: PlacedItem): Finding {
  const yielding = firmness[first.kind] < firmness[second.kind] ? first : second;
  return {
    code: 'segments-overlap',
    severity: 'error',
    itemIds: [first.id, second.id],
    context: { first: first.name, second: second.name, offset: hexOffset(second.offset) },
    fix: makeWay(plan, yielding, yielding === first ? second : first),
  };
}

/** What has its place by its kind cannot be moved just anywhere: it is left out instead. */
function makeWay(plan: PlanToCheck, item: PlacedItem, other: PlacedItem): FindingFix {
  const offset = wayOut(plan, item, other);
  return offset === null ? { type: 'exclude', itemId: item.id } : { type: 'move', itemId: item.id, offset };
}

function wayOut(plan: PlanToCheck, item: PlacedItem, other: PlacedItem): number | null {
  if (item.kind === 'app') return freeAppPartition(plan, item)?.offset ?? null;
  return item.kind === 'data' ? nextFreeOffset(plan, item, endOf(other)) : null;
}
