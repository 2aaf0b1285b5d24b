import { partitionTableOffset, type PartitionEntry } from '../model/partition-table';
import type { LayoutItem, PlanToCheck } from './check-plan';
import { flashSizeOf } from './flash-size';
import {
  endOf,
  itemsOverlap,
  placedItems,
  plannedPartitions,
  sectorBytes,
  type PlacedItem,
} from './placed-item';

const appType = 0;
const testSubtype = 0x20;
const largestFlashBytes = 0x1_0000_0000;

/** Where this row belongs by what it is; null where that is not known, or taken. */
export function properOffset(plan: PlanToCheck, item: LayoutItem): number | null {
  const offset = offsetOfKind(plan, item);
  return offset !== null && isFree(plan, item, offset) ? offset : null;
}

function offsetOfKind(plan: PlanToCheck, item: LayoutItem): number | null {
  if (item.kind === 'bootloader') return chipOf(plan, item)?.bootloaderOffset ?? null;
  if (item.kind === 'partition-table') return partitionTableOffset;
  if (item.kind === 'app') return freeAppPartition(plan, item)?.offset ?? null;
  return null;
}

/** The chip of the plan, else the one that the image names. */
export function chipOf(plan: PlanToCheck, item: LayoutItem): PlanToCheck['chip'] {
  return plan.chip ?? plan.chips.find((chip) => chip.id === item.image?.chip) ?? null;
}

/** The first app partition that is large enough and has nothing else in it. */
export function freeAppPartition(plan: PlanToCheck, item: LayoutItem): PartitionEntry | null {
  const partitions = plannedPartitions(plan) ?? [];
  return (
    appPartitions(partitions).find(
      (partition) => partition.sizeBytes >= item.sizeBytes && isFree(plan, item, partition.offset),
    ) ?? null
  );
}

/** In flash order, without test apps: those are started by a pin. */
export function appPartitions(partitions: readonly PartitionEntry[]): readonly PartitionEntry[] {
  return partitions
    .filter((entry) => entry.type === appType && entry.subtype !== testSubtype)
    .sort((a, b) => a.offset - b.offset);
}

/** The first sector at or after `from` where the row overlaps nothing; null where it would not fit into the flash. */
export function nextFreeOffset(plan: PlanToCheck, item: LayoutItem, from: number): number | null {
  const others = placedItems(plan).filter((other) => other.id !== item.id);
  let offset = roundUpToSector(from);
  for (let tries = 0; tries <= others.length; tries++) {
    const moved: PlacedItem = { ...item, offset };
    const obstacle = others.find((other) => itemsOverlap(moved, other));
    if (obstacle === undefined) return fitsFlash(plan, moved) ? offset : null;
    offset = roundUpToSector(endOf(obstacle));
  }
  return null;
}

function isFree(plan: PlanToCheck, item: LayoutItem, offset: number): boolean {
  const moved: PlacedItem = { ...item, offset };
  return (
    fitsFlash(plan, moved) &&
    !placedItems(plan).some((other) => other.id !== item.id && itemsOverlap(moved, other))
  );
}

function fitsFlash(plan: PlanToCheck, item: PlacedItem): boolean {
  return endOf(item) <= (flashSizeOf(plan) ?? largestFlashBytes);
}

function roundUpToSector(offset: number): number {
  return Math.ceil(offset / sectorBytes) * sectorBytes;
}
