import type { LayoutItem, PlanToCheck } from './check-plan';

/** A stretch of flash; bytes. */
export interface FlashRange {
  readonly offset: number;
  readonly sizeBytes: number;
}

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
export function endOf(range: FlashRange): number {
  return range.offset + range.sizeBytes;
}

export function rangesOverlap(a: FlashRange, b: FlashRange): boolean {
  return a.offset < endOf(b) && b.offset < endOf(a);
}

/** Whether all of `inner` lies in `outer`. */
export function containsRange(outer: FlashRange, inner: FlashRange): boolean {
  return outer.offset <= inner.offset && endOf(inner) <= endOf(outer);
}

/** `0x10000`, as offsets are written everywhere in this field. */
export function hexOffset(offset: number): string {
  return `0x${offset.toString(16)}`;
}
