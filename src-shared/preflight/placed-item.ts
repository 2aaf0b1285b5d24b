import type { PartitionEntry } from '../model/partition-table';
import type { LayoutItem, PlanToCheck } from './check-plan';

export const sectorBytes = 0x1000;

/** A row that is to be written and knows where. */
export interface PlacedItem extends LayoutItem {
  readonly offset: number;
}

export function includedItems(plan: PlanToCheck): readonly LayoutItem[] {
  return plan.items.filter((item) => item.include);
}

/** Included rows with bytes and a place, in the order of the layout. */
export function placedItems(plan: PlanToCheck): readonly PlacedItem[] {
  return includedItems(plan).filter((item): item is PlacedItem => item.offset !== null && item.sizeBytes > 0);
}

/** First byte after it. */
export function endOf(item: PlacedItem): number {
  return item.offset + item.sizeBytes;
}

export function itemsOverlap(a: PlacedItem, b: PlacedItem): boolean {
  return a.offset < endOf(b) && b.offset < endOf(a);
}

/** The partition table that this plan writes; null where it writes none. What the board has already is not known here. */
export function plannedPartitions(plan: PlanToCheck): readonly PartitionEntry[] | null {
  return includedItems(plan).find((item) => item.partitions !== null)?.partitions ?? null;
}

/** `0x10000`, as offsets are written everywhere in this field. */
export function hexOffset(offset: number): string {
  return `0x${offset.toString(16)}`;
}
