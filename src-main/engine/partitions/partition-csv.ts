import { partitionTableOffset, type PartitionDraft } from '../../../src-shared/model/partition-table';
import { partitionTableSectorBytes, placePartition } from '../../../src-shared/partitions/lay-out-partitions';
import { isNameForCsv } from '../../../src-shared/partitions/partition-name';
import { formatPartitionOffset, formatPartitionSize } from '../../../src-shared/partitions/partition-number';
import {
  partitionTypes,
  subtypesOf,
  type PartitionWord,
} from '../../../src-shared/partitions/partition-types';
import { csvLineInvalid, encryptedFlag, PartitionCsvLine, quoted, readOnlyFlag } from './partition-csv-line';

/** Far more than any table fills: what is longer is no table. */
const mostCharacters = 0x10_0000;
const header = ['# ESP-IDF Partition Table', '# Name, Type, SubType, Offset, Size, Flags'] as const;

/** What rows about the bootloader and the table itself are filled in with; offsets in bytes. */
export interface PartitionCsvOptions {
  /** Default 0x8000. */
  readonly tableOffset?: number;
  /** Where the chip looks for its bootloader; null (default): as the row says. */
  readonly bootloaderOffset?: number | null;
  readonly recoveryBootloaderOffset?: number | null;
}

/**
 * The rows of a partition table as ESP-IDF's generator reads them: lines that are blank or begin with `#` are left out, fields
 * are split at commas and trimmed, nothing is quoted. A negative size means “up to this offset” and comes out as what it
 * amounts to. Whether the rows make a table that works is not looked at: see `checkPartitions`.
 * Throws `partition-csv-invalid` with the number of the line.
 *
 * @source ESP-IDF Programming Guide, "Partition Tables", and gen_esp32part.py
 */
export function parsePartitionCsv(
  text: string,
  { tableOffset = partitionTableOffset, ...bootloaders }: PartitionCsvOptions = {},
): readonly PartitionDraft[] {
  if (text.length > mostCharacters) throw csvLineInvalid(1, 'the file is too long for a partition table');
  const places = { tableOffset, bootloaderOffset: null, recoveryBootloaderOffset: null, ...bootloaders };
  const rows: PartitionDraft[] = [];
  let end = tableOffset + partitionTableSectorBytes;
  text.split(/\r\n|\n|\r/).forEach((written, index) => {
    const line = written.trim();
    if (line === '' || line.startsWith('#')) return;
    const row = new PartitionCsvLine(line, index + 1).read(places, end);
    end = placePartition(row, end, tableOffset).end;
    rows.push(row);
  });
  return rows;
}

/** The text that ESP-IDF's generator writes for these rows. Throws `partition-csv-invalid` for names that it cannot carry. */
export function formatPartitionCsv(rows: readonly PartitionDraft[]): string {
  const lines = rows.map((row, index) => {
    if (isNameForCsv(row.name)) return formatRow(row);
    throw csvLineInvalid(
      header.length + index + 1,
      `the name ${quoted(row.name)} cannot be written to a CSV file`,
    );
  });
  return `${[...header, ...lines].join('\n')}\n`;
}

function formatRow({ name, type, subtype, offset, sizeBytes, encrypted, readOnly }: PartitionDraft): string {
  const flags = [...(encrypted ? [encryptedFlag] : []), ...(readOnly ? [readOnlyFlag] : [])];
  return [
    name,
    wordOf(partitionTypes, type),
    wordOf(subtypesOf(type), subtype),
    offset === null ? '' : formatPartitionOffset(offset),
    formatPartitionSize(sizeBytes),
    flags.join(':'),
  ].join(',');
}

/** The generator writes numbers without a name in decimal. */
function wordOf(known: readonly PartitionWord[], value: number): string {
  return known.find((word) => word.value === value)?.name ?? String(value);
}
