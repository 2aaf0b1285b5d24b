import { sectorBytes } from '../model/flash-size';
import type { PartitionDraft, PartitionEntry } from '../model/partition-table';
import { fitPartitionName } from './partition-name';
import { partitionType, primarySubtype } from './partition-types';

/** The sector that the table takes in flash. */
export const partitionTableSectorBytes = 0x1000;

const appAlignmentBytes = 0x1_0000;

export interface PartitionLayoutOptions {
  /** Where the table itself lies in flash; bytes. */
  readonly tableOffset: number;
}

/**
 * Rows with the offsets that ESP-IDF's generator would give them: those without one come right behind the row before, aligned
 * as their type wants, the first one behind the table. Names are cut to what fits into flash. Answers for any rows, faulty
 * ones included: `checkPartitions` tells what is wrong with them.
 *
 * @source ESP-IDF Programming Guide, "Partition Tables", offset and size
 */
export function layOutPartitions(
  rows: readonly PartitionDraft[],
  { tableOffset }: PartitionLayoutOptions,
): readonly PartitionEntry[] {
  let end = tableOffset + partitionTableSectorBytes;
  return rows.map((row) => {
    const placed = placePartition(row, end, tableOffset);
    end = placed.end;
    return { ...row, offset: placed.offset, name: fitPartitionName(row.name) };
  });
}

/** Where a row comes to lie behind the ones before it, which end at `end`, and where they end with it. */
export function placePartition(
  row: Pick<PartitionDraft, 'type' | 'subtype' | 'offset' | 'sizeBytes'>,
  end: number,
  tableOffset: number,
): { readonly offset: number; readonly end: number } {
  const isTable = row.type === partitionType.partitionTable && liesBeforeOthers(row);
  const offset = row.offset ?? (isTable ? tableOffset : alignUp(end, offsetAlignmentOf(row.type)));
  return { offset, end: liesBeforeOthers(row) ? end : offset + row.sizeBytes };
}

/** The bootloader and the table in use have their places before all others: they take no part in the order. */
export function liesBeforeOthers({ type, subtype }: Pick<PartitionDraft, 'type' | 'subtype'>): boolean {
  const inUse: readonly number[] = [partitionType.bootloader, partitionType.partitionTable];
  return inUse.includes(type) && subtype === primarySubtype;
}

/** Bytes that offsets of this type are multiples of: a page of the cache for apps, a sector for everything else. */
export function offsetAlignmentOf(type: number): number {
  return type === partitionType.app ? appAlignmentBytes : sectorBytes;
}

/** Bytes up to the next multiple of `alignment`. */
export function alignUp(offset: number, alignment: number): number {
  return Math.ceil(offset / alignment) * alignment;
}
