import { sectorBytes } from '../model/flash-size';
import { partitionTableOffset, type PartitionEntry } from '../model/partition-table';
import { appSubtype, dataSubtype, partitionType } from '../partitions/partition-types';
import { isNvs } from './board-data';
import type { LayoutItem, PlanToCheck } from './check-plan';
import { flashSizeOf } from './flash-size';
import { endOf, placedItems, rangesOverlap, type PlacedItem } from './placed-item';
import { partitionsAfter } from './plan-partitions';

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
  return dataPartitionFor(plan, item)?.offset ?? null;
}

/** The partition of a data file: of its kind, else of its name. */
function dataPartitionFor(plan: PlanToCheck, item: LayoutItem): PartitionEntry | null {
  const data = (partitionsAfter(plan) ?? []).filter(({ type }) => type !== partitionType.app);
  const matches = data.filter((entry) => isPlaceOf(item, entry) && entry.sizeBytes >= item.sizeBytes);
  const [only] = matches;
  return only !== undefined && matches.length === 1 ? only : null;
}

function isPlaceOf(item: LayoutItem, entry: PartitionEntry): boolean {
  if (item.kind === 'nvs') return isNvs(entry);
  if (item.kind === 'ota-data') return isOtaData(entry);
  return item.kind === 'data' && entry.name === item.name.replace(/\.[^.]*$/, '');
}

/** Where the choice of the app is kept. */
export function isOtaData({ type, subtype }: PartitionEntry): boolean {
  return type === partitionType.data && subtype === dataSubtype.ota;
}

/** The chip of the plan, else the one that the image names. */
export function chipOf(plan: PlanToCheck, item: LayoutItem): PlanToCheck['chip'] {
  return plan.chip ?? plan.chips.find((chip) => chip.id === item.image?.chip) ?? null;
}

/** The first app partition that is large enough and has nothing else in it. */
export function freeAppPartition(plan: PlanToCheck, item: LayoutItem): PartitionEntry | null {
  const partitions = partitionsAfter(plan) ?? [];
  return (
    appPartitions(partitions).find(
      (partition) => partition.sizeBytes >= item.sizeBytes && isFree(plan, item, partition.offset),
    ) ?? null
  );
}

/** In flash order, without test apps: those are started by a pin. */
export function appPartitions(partitions: readonly PartitionEntry[]): readonly PartitionEntry[] {
  return partitions
    .filter((entry) => entry.type === partitionType.app && entry.subtype !== appSubtype.test)
    .sort((a, b) => a.offset - b.offset);
}

/** The first sector at or after `from` where the row overlaps nothing; null where it would not fit into the flash. */
export function nextFreeOffset(plan: PlanToCheck, item: LayoutItem, from: number): number | null {
  const others = placedItems(plan).filter((other) => other.id !== item.id);
  let offset = roundUpToSector(from);
  for (let tries = 0; tries <= others.length; tries++) {
    const moved: PlacedItem = { ...item, offset };
    const obstacle = others.find((other) => rangesOverlap(moved, other));
    if (obstacle === undefined) return fitsFlash(plan, moved) ? offset : null;
    offset = roundUpToSector(endOf(obstacle));
  }
  return null;
}

/** Whether nothing else of the plan is there, and the flash reaches so far. */
export function isFree(plan: PlanToCheck, item: LayoutItem, offset: number): boolean {
  const moved: PlacedItem = { ...item, offset };
  return (
    fitsFlash(plan, moved) &&
    !placedItems(plan).some((other) => other.id !== item.id && rangesOverlap(moved, other))
  );
}

function fitsFlash(plan: PlanToCheck, item: PlacedItem): boolean {
  return endOf(item) <= (flashSizeOf(plan) ?? largestFlashBytes);
}

function roundUpToSector(offset: number): number {
  return Math.ceil(offset / sectorBytes) * sectorBytes;
}
