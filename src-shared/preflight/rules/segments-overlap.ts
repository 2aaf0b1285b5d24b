import type { FirmwareKind } from '../../model/firmware';
import type { PlanToCheck } from '../check-plan';
import type { Finding, FindingFix } from '../finding';
import { endOf, hexOffset, placedItems, type PlacedItem } from '../placed-item';
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

/** Each row that begins in another is named once, with the one that reaches furthest. */
export const segmentsOverlap: Rule = (plan) => {
  const [first, ...others] = [...placedItems(plan)].sort((a, b) => a.offset - b.offset);
  if (first === undefined) return [];
  const findings: Finding[] = [];
  let furthest = first;
  for (const item of others) {
    if (item.offset < endOf(furthest)) findings.push(overlap(plan, furthest, item));
    if (endOf(item) > endOf(furthest)) furthest = item;
  }
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
