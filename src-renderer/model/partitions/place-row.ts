import { sectorBytes } from '../../../src-shared/model/flash-size';
import type { PartitionDraft, PartitionEntry } from '../../../src-shared/model/partition-table';
import { offsetAlignmentOf } from '../../../src-shared/partitions/lay-out-partitions';

/** The nearest offset where a row may begin and still ends within the flash. Bytes. */
export function alignOffset(row: PartitionDraft, offset: number, flashSizeBytes: number): number {
  const alignment = offsetAlignmentOf(row.type);
  const last = Math.max(0, Math.floor((flashSizeBytes - row.sizeBytes) / alignment) * alignment);
  return Math.min(Math.max(0, Math.round(offset / alignment) * alignment), last);
}

/** The size up to `end`, in whole sectors, at least one; not past the end of the flash. Bytes. */
export function sizeUpTo(entry: PartitionEntry, end: number, flashSizeBytes: number): number {
  const wanted = Math.round((Math.min(end, flashSizeBytes) - entry.offset) / sectorBytes) * sectorBytes;
  return Math.max(sectorBytes, wanted);
}

/** A stretch of flash that no row uses. Bytes. */
export interface FreeStretch {
  readonly offset: number;
  readonly sizeBytes: number;
}

/** What is left between the rows and up to the end of the flash, from `from` on. */
export function freeStretches(
  entries: readonly PartitionEntry[],
  from: number,
  flashSizeBytes: number,
): readonly FreeStretch[] {
  const free: FreeStretch[] = [];
  let at = from;
  for (const { offset, sizeBytes } of entries.toSorted((a, b) => a.offset - b.offset)) {
    if (offset > at) free.push({ offset: at, sizeBytes: Math.min(offset, flashSizeBytes) - at });
    at = Math.max(at, offset + sizeBytes);
  }
  if (at < flashSizeBytes) free.push({ offset: at, sizeBytes: flashSizeBytes - at });
  return free.filter(({ sizeBytes }) => sizeBytes > 0);
}
