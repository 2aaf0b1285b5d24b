import { sectorBytes } from '../../../src-shared/model/flash-size';
import type { PartitionEntry } from '../../../src-shared/model/partition-table';
import type { LayoutItem } from '../../../src-shared/preflight/check-plan';
import { createFlashScale, type FlashRange, type FlashScale } from './flash-scale';

/** Places are shares of the map's width, from 0 to 1. */
export interface MapPlace {
  readonly left: number;
  readonly width: number;
}

export interface MapBlock extends MapPlace, FlashRange {
  readonly itemId: string;
}

export interface MapPartition extends MapPlace, FlashRange {
  readonly name: string;
  readonly isApp: boolean;
}

export interface MapTick {
  readonly offset: number;
  readonly position: number;
}

export interface FlashMap {
  readonly scale: FlashScale;
  readonly blocks: readonly MapBlock[];
  readonly partitions: readonly MapPartition[];
  /** Where two blocks want the same bytes. */
  readonly overlaps: readonly (MapPlace & FlashRange)[];
  readonly ticks: readonly MapTick[];
}

const maxTicks = 9;

/**
 * What the map shows, from the rows that are included and know their place. Nothing gets narrower than `minShare` of the
 * map; `frozen` keeps the scale during a drag.
 */
export function drawFlashMap(
  items: readonly LayoutItem[],
  partitions: readonly PartitionEntry[],
  sizeBytes: number,
  minShare: number,
  frozen: FlashScale | null,
): FlashMap {
  const placed = items.flatMap((item) =>
    item.include && item.offset !== null && item.sizeBytes > 0
      ? [{ itemId: item.id, start: item.offset, end: item.offset + item.sizeBytes }]
      : [],
  );
  const table = partitions.map(({ name, type, offset, sizeBytes: size }) => ({
    name,
    isApp: type === 0,
    start: offset,
    end: offset + size,
  }));
  const scale = frozen ?? createFlashScale(sizeBytes, [...placed, ...table], minShare);
  return {
    scale,
    blocks: placed.map((block) => ({ ...block, ...placeRange(block, scale) })),
    partitions: table.map((partition) => ({ ...partition, ...placeRange(partition, scale) })),
    overlaps: findOverlaps(placed).map((range) => ({ ...range, ...placeRange(range, scale) })),
    ticks: placeTicks(sizeBytes, scale),
  };
}

/** The smallest usual flash that holds everything, for when nothing says how large it is. In bytes. */
export function leastFlashSize(items: readonly LayoutItem[], partitions: readonly PartitionEntry[]): number {
  const end = Math.max(
    0,
    ...items.map((item) => (item.include && item.offset !== null ? item.offset + item.sizeBytes : 0)),
    ...partitions.map((partition) => partition.offset + partition.sizeBytes),
  );
  let sizeBytes = 1024 * 1024;
  while (sizeBytes < end) sizeBytes *= 2;
  return sizeBytes;
}

/** Nearest start of a sector from which `sizeBytes` still fit, in bytes. */
export function snapToSector(offset: number, sizeBytes: number, flashBytes: number): number {
  const last = Math.max(0, Math.floor((flashBytes - sizeBytes) / sectorBytes) * sectorBytes);
  return Math.min(Math.max(0, Math.round(offset / sectorBytes) * sectorBytes), last);
}

export function placeRange(range: FlashRange, scale: FlashScale): MapPlace {
  const left = scale.toPosition(range.start);
  return { left, width: scale.toPosition(range.end) - left };
}

function findOverlaps(ranges: readonly FlashRange[]): readonly FlashRange[] {
  const sorted = [...ranges].sort((a, b) => a.start - b.start);
  const overlaps: FlashRange[] = [];
  let reach = 0;
  for (const range of sorted) {
    if (range.start < reach) overlaps.push({ start: range.start, end: Math.min(reach, range.end) });
    reach = Math.max(reach, range.end);
  }
  return overlaps;
}

/** Round offsets for the ruler. */
export function placeTicks(sizeBytes: number, scale: FlashScale): readonly MapTick[] {
  let step = 64 * 1024;
  while (sizeBytes / step > maxTicks - 1) step *= 2;
  const ticks: MapTick[] = [];
  for (let offset = 0; offset <= sizeBytes; offset += step)
    ticks.push({ offset, position: scale.toPosition(offset) });
  return ticks;
}
