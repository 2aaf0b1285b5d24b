import { sectorBytes } from '../../../src-shared/model/flash-size';
import type { PartitionEntry } from '../../../src-shared/model/partition-table';
import { chips } from '../chips/registry';
import type { FirmwareImage } from './firmware-image';
import { chipOfImage, hasMappedSegments } from './image-info';
import { parsePartitionTable, partitionTableSizeBytes, type ParsedPartitionTable } from './partition-table';
import { readImage } from './read-image';

/** Bootloaders sit at 0, 0x1000 or 0x2000 of flash; a merged file may keep the blank sectors before them. */
const bootloaderStarts: readonly number[] = [0x1000, 0x2000];
/** Partition tables can be moved, but hardly ever go beyond this. */
const lastTableStart = 0x2_0000;

export interface MergedImage {
  readonly bootloader: FirmwareImage;
  /** Of the bootloader in the file. */
  readonly bootloaderStart: number;
  readonly partitions: readonly PartitionEntry[] | null;
  /** Of the partition table in the file; null where there is none. */
  readonly tableStart: number | null;
  /** Whether the table carries its MD5. */
  readonly tableHasMd5: boolean;
  /** Where the file as a whole belongs. */
  readonly flashOffset: number;
}

/**
 * A file with a bootloader and what comes after it in flash: a partition table on a sector's start, or, on the ESP8266,
 * another image there. Null for anything else. `imageAtStart` is what `readImage` gave for the file.
 */
export function readMergedImage(bytes: Uint8Array, imageAtStart: FirmwareImage | null): MergedImage | null {
  if (imageAtStart !== null) return mergedAt(bytes, 0, imageAtStart);
  for (const start of bootloaderStarts) {
    if (!isBlank(bytes.subarray(start - sectorBytes, start))) return null;
    const bootloader = readImage(bytes.subarray(start));
    if (bootloader !== null) return mergedAt(bytes, start, bootloader);
  }
  return null;
}

function mergedAt(bytes: Uint8Array, start: number, bootloader: FirmwareImage): MergedImage | null {
  const chip = chipOfImage(bootloader);
  if (chip === null || hasMappedSegments(bootloader)) return null;
  const flashOffset = chips[chip].bootloaderOffset - start;
  if (flashOffset < 0) return null;
  const behind = Math.ceil((start + bootloader.endOffset) / sectorBytes) * sectorBytes;
  const table = findPartitionTable(bytes, behind);
  if (table === null && !(chip === 'esp8266' && readImage(bytes.subarray(behind)) !== null)) return null;
  return {
    bootloader,
    bootloaderStart: start,
    partitions: table?.entries ?? null,
    tableStart: table?.start ?? null,
    tableHasMd5: table?.hasMd5 ?? false,
    flashOffset,
  };
}

function findPartitionTable(
  bytes: Uint8Array,
  from: number,
): (ParsedPartitionTable & { readonly start: number }) | null {
  for (let at = from; at < bytes.length && at <= lastTableStart; at += sectorBytes) {
    if (bytes[at] !== 0xaa || bytes[at + 1] !== 0x50) continue;
    try {
      return { ...parsePartitionTable(bytes.subarray(at, at + partitionTableSizeBytes)), start: at };
    } catch {
      // Data that starts like a row: the table may come later.
    }
  }
  return null;
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0xff);
}
