import { fillText } from '../../../src-shared/errors/app-error';
import { formatFlashSize } from '../../../src-shared/model/flash-size';
import type { OtaData, PartitionEntry } from '../../../src-shared/model/partition-table';
import { appSlots, startedSlot } from '../../../src-shared/partitions/app-slots';
import { layOutPartitions } from '../../../src-shared/partitions/lay-out-partitions';
import { formatPartitionOffset, formatPartitionSize } from '../../../src-shared/partitions/partition-number';
import { partitionSubtypeName, partitionTypeName } from '../../../src-shared/partitions/partition-types';
import type { PartitionFile } from '../../engine/partitions/read-partition-file';
import { enPartitions as words } from '../locales/en-partitions';

/** The table row by row, what starts, and what OTA data says about it. */
export function tableLines(
  { format, table, otaData }: PartitionFile,
  flashSizeBytes: number | null,
): readonly string[] {
  const { tableOffset, hasMd5 } = table;
  const entries = layOutPartitions(table.rows, table);
  const end = Math.max(...entries.map(({ offset, sizeBytes }) => offset + sizeBytes));
  const filling = { offset: formatPartitionOffset(tableOffset), count: entries.length };
  const binary = hasMd5 ? words.heading.withMd5 : words.heading.withoutMd5;
  return [
    fillText(format === 'csv' ? words.heading.csv : binary, filling),
    '',
    ...columns([Object.values(words.columns), ...entries.map(cellsOf)]),
    ...(flashSizeBytes === null || end >= flashSizeBytes ? [] : freeLines(flashSizeBytes, end)),
    ...startLines(entries, otaData),
    ...(otaData === null ? [] : ['', words.copies, ...copyLines(otaData)]),
  ];
}

function cellsOf(entry: PartitionEntry): readonly string[] {
  const { name, type, subtype, offset, sizeBytes, encrypted, readOnly } = entry;
  return [
    name,
    partitionTypeName(type),
    partitionSubtypeName(type, subtype),
    formatPartitionOffset(offset),
    formatPartitionOffset(offset + sizeBytes),
    formatPartitionSize(sizeBytes),
    [...(encrypted ? [words.encrypted] : []), ...(readOnly ? [words.readOnly] : [])].join(':'),
  ];
}

/** Cells in columns as wide as their widest. */
function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function freeLines(flashSizeBytes: number, end: number): readonly string[] {
  const size = formatPartitionSize(flashSizeBytes - end);
  return ['', fillText(words.free, { size, flash: formatFlashSize(flashSizeBytes) })];
}

function startLines(entries: readonly PartitionEntry[], otaData: OtaData | null): readonly string[] {
  if (appSlots(entries).length === 0) return ['', words.start, words.reasons['no-app']];
  const { reason, context, thenTried } = startedSlot(entries, otaData);
  const names = thenTried.map(({ entry }) => entry.name).join(', ');
  return [
    '',
    words.start,
    fillText(words.reasons[reason], context),
    ...(names === '' ? [] : [fillText(words.thenTried, { names })]),
  ];
}

function copyLines({ copies }: OtaData): readonly string[] {
  return copies.map((copy, index) =>
    copy === null
      ? fillText(words.copyBlank, { copy: index + 1 })
      : fillText(words.copy, {
          copy: index + 1,
          sequence: copy.sequence,
          state: words.states[copy.state],
          crc: copy.crcValid ? '' : words.crcWrong,
        }),
  );
}
