import { sectorBytes } from '../../../src-shared/model/flash-size';
import type { PartitionEntry } from '../../../src-shared/model/partition-table';
import { placeRange, placeTicks, type MapPlace, type MapTick } from '../flash-map/flash-map-geometry';
import { createFlashScale, type FlashRange } from '../flash-map/flash-scale';

/** A stretch of the flash as the board's partition table divides it. */
export interface FlashPiece extends FlashRange {
  readonly kind: 'boot' | 'table' | 'partition' | 'free';
  /** Null where it is none. */
  readonly partition: PartitionEntry | null;
}

export interface PartitionMap {
  readonly pieces: readonly (FlashPiece & MapPlace)[];
  readonly ticks: readonly MapTick[];
}

/** All of the flash, in order: the table, what is before it, its partitions, and what is left free. Offsets in bytes. */
export function flashPieces(
  entries: readonly PartitionEntry[],
  tableOffset: number,
  flashBytes: number,
): readonly FlashPiece[] {
  const pieces: FlashPiece[] = [];
  let reach = 0;
  for (const piece of takenPieces(entries, tableOffset)) {
    if (piece.start > reach) pieces.push({ kind: 'free', partition: null, start: reach, end: piece.start });
    pieces.push(piece);
    reach = Math.max(reach, piece.end);
  }
  if (flashBytes > reach) pieces.push({ kind: 'free', partition: null, start: reach, end: flashBytes });
  return pieces;
}

function takenPieces(entries: readonly PartitionEntry[], tableOffset: number): readonly FlashPiece[] {
  const partitions = entries.map((partition): FlashPiece => ({
    kind: 'partition',
    partition,
    start: partition.offset,
    end: partition.offset + partition.sizeBytes,
  }));
  const isTaken = (start: number, end: number): boolean =>
    partitions.some((piece) => piece.start < end && piece.end > start);
  // Newer tables name bootloader and table themselves.
  const unnamed = (
    [
      { kind: 'boot', partition: null, start: 0, end: tableOffset },
      { kind: 'table', partition: null, start: tableOffset, end: tableOffset + sectorBytes },
    ] as const
  ).filter(({ start, end }) => end > start && !isTaken(start, end));
  return [...unnamed, ...partitions].sort((a, b) => a.start - b.start);
}

/** Nothing gets narrower than `minShare` of the map's width. */
export function drawPartitionMap(
  pieces: readonly FlashPiece[],
  flashBytes: number,
  minShare: number,
): PartitionMap {
  const scale = createFlashScale(
    flashBytes,
    pieces.filter(({ kind }) => kind !== 'free'),
    minShare,
  );
  return {
    pieces: pieces.map((piece) => ({ ...piece, ...placeRange(piece, scale) })),
    ticks: placeTicks(flashBytes, scale),
  };
}
