import { AppError } from '../../../src-shared/errors/app-error';
import {
  partitionTableOffset,
  type OtaData,
  type PartitionTableFile,
} from '../../../src-shared/model/partition-table';
import { dataSubtype, partitionType } from '../../../src-shared/partitions/partition-types';
import { readMergedImage, type MergedImage } from '../image/merged-image';
import { parsePartitionTable, type ParsedPartitionTable } from '../image/partition-table';
import { readImage } from '../image/read-image';
import { otaDataBytes, readOtaData } from './ota-data';
import { parsePartitionCsv, type PartitionCsvOptions } from './partition-csv';

export interface PartitionFile {
  readonly format: 'binary' | 'csv' | 'merged-image';
  readonly table: PartitionTableFile;
  /** Of a merged image that has one, unless it is no such thing; else null. */
  readonly otaData: OtaData | null;
}

export interface PartitionFileOptions extends PartitionCsvOptions {
  /** Takes binary tables without a blank row at their end, which Espressif's generator refuses. Default false. */
  readonly mayEndEarly?: boolean;
}

/**
 * A partition table by itself, as text, or in a merged image. Throws `partition-table-invalid` for what is none of these and
 * for faulty binary tables, `partition-csv-invalid` for faulty text.
 */
export function readPartitionFile(bytes: Uint8Array, options: PartitionFileOptions = {}): PartitionFile {
  const { tableOffset = partitionTableOffset, mayEndEarly = false, ...bootloaders } = options;
  if (bytes[0] === 0xaa && bytes[1] === 0x50) {
    const parsed = parsePartitionTable(bytes, { mayEndEarly });
    return { format: 'binary', table: tableFile(parsed, tableOffset), otaData: null };
  }
  const merged = readMergedImage(bytes, readImage(bytes));
  if (merged !== null) return readMerged(bytes, merged);
  const text = decodeText(bytes);
  if (text === null)
    throw new AppError('partition-table-invalid', { reason: 'it is neither binary nor text' });
  const rows = parsePartitionCsv(text, { ...bootloaders, tableOffset });
  if (rows.length === 0) throw new AppError('partition-table-invalid', { reason: 'it has no rows' });
  return { format: 'csv', table: { rows, tableOffset, hasMd5: true }, otaData: null };
}

function readMerged(bytes: Uint8Array, merged: MergedImage): PartitionFile {
  const { partitions, tableStart, tableHasMd5, flashOffset } = merged;
  if (partitions === null || tableStart === null)
    throw new AppError('partition-table-invalid', { reason: 'it is a merged image without one' });
  const table = tableFile({ entries: partitions, hasMd5: tableHasMd5 }, tableStart + flashOffset);
  const otaData = partitions.find(
    ({ type, subtype }) => type === partitionType.data && subtype === dataSubtype.ota,
  );
  if (otaData === undefined) return { format: 'merged-image', table, otaData: null };
  const start = otaData.offset - flashOffset;
  return {
    format: 'merged-image',
    table,
    otaData: start < 0 ? null : readOtaData(bytes.subarray(start, start + otaDataBytes)),
  };
}

function tableFile({ entries, hasMd5 }: ParsedPartitionTable, tableOffset: number): PartitionTableFile {
  return { rows: entries, tableOffset, hasMd5 };
}

/** UTF-8, or UTF-16 that begins with its mark, as Windows saves text; null for what is no text. */
function decodeText(bytes: Uint8Array): string | null {
  const encodings = { fffe: 'utf-16le', feff: 'utf-16be' } as const;
  const mark = Buffer.from(bytes.subarray(0, 2)).toString('hex');
  const encoding = mark === 'fffe' || mark === 'feff' ? encodings[mark] : 'utf-8';
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}
