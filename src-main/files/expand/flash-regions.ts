import type { PartitionEntry } from '../../../src-shared/model/partition-table';
import {
  partitionTableSectorBytes,
  liesBeforeOthers,
} from '../../../src-shared/partitions/lay-out-partitions';
import { dataSubtype, partitionType } from '../../../src-shared/partitions/partition-types';

/** A stretch of flash that holds one thing; bytes. */
export interface FlashRegion {
  /** As a file's name; empty for what no partition covers. */
  readonly name: string;
  readonly start: number;
  /** First byte behind it. */
  readonly end: number;
  /** `data`: what the firmware keeps for itself. `gap`: no partition covers it. */
  readonly kind: 'bootloader' | 'table' | 'app' | 'ota-data' | 'data' | 'gap';
}

export interface MergedLayout {
  /** All three in flash, bytes. */
  readonly bootloaderOffset: number;
  readonly tableOffset: number;
  readonly partitions: readonly PartitionEntry[];
}

const flashEnd = 0x1_0000_0000;

/** All of flash from 0 on, in order; null where the partitions overlap, so that nobody can say what a byte belongs to. */
export function flashRegions(layout: MergedLayout): readonly FlashRegion[] | null {
  const { bootloaderOffset, tableOffset } = layout;
  const names = new NameList();
  const known: FlashRegion[] = [
    { name: names.take('bootloader'), start: bootloaderOffset, end: tableOffset, kind: 'bootloader' },
    {
      name: names.take('partition-table'),
      start: tableOffset,
      end: tableOffset + partitionTableSectorBytes,
      kind: 'table',
    },
    // Newer tables list bootloader and table as well.
    ...layout.partitions
      .filter((entry) => !liesBeforeOthers(entry) && entry.sizeBytes > 0)
      .map((entry): FlashRegion => ({
        name: names.take(entry.name),
        start: entry.offset,
        end: entry.offset + entry.sizeBytes,
        kind: kindOf(entry),
      })),
  ];
  known.sort((one, other) => one.start - other.start);
  const regions: FlashRegion[] = [];
  let end = 0;
  for (const region of known) {
    if (region.start < end) return null;
    if (region.start > end) regions.push({ name: '', start: end, end: region.start, kind: 'gap' });
    regions.push(region);
    end = region.end;
  }
  if (end < flashEnd) regions.push({ name: '', start: end, end: flashEnd, kind: 'gap' });
  return regions;
}

function kindOf({ type, subtype }: PartitionEntry): FlashRegion['kind'] {
  if (type === partitionType.app) return 'app';
  // Copies of bootloader and table, for updates and recovery: code, no settings.
  if (type === partitionType.bootloader || type === partitionType.partitionTable) return 'app';
  return type === partitionType.data && subtype === dataSubtype.ota ? 'ota-data' : 'data';
}

/** Names of files, each given once. */
class NameList {
  readonly #taken = new Set<string>();

  take(wanted: string): string {
    const stem = wanted.replace(/[\p{C}/\\:*?"<>|]/gu, '_').trim() || 'partition';
    let name = `${stem}.bin`;
    for (let number = 2; this.#taken.has(name); number++) name = `${stem}-${number}.bin`;
    this.#taken.add(name);
    return name;
  }
}
