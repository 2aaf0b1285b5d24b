import { AppError } from '../../../src-shared/errors/app-error';
import type { PartitionTableFile } from '../../../src-shared/model/partition-table';
import { nvsCsvColumns } from '../../engine/nvs/nvs-csv';
import { readPartitionFile } from '../../engine/partitions/read-partition-file';
import type { FormatReport } from './content-report';

/** Real ones are some kilobytes. */
const largestTextBytes = 1024 * 1024;
const firstLineBytes = 4096;

/** Partition tables and NVS contents as CSV; null for any other text, and for what is no text. */
export function inspectText(bytes: Uint8Array): FormatReport | null {
  if (bytes.length > largestTextBytes) return null;
  if (hasNvsHeader(bytes)) return { format: 'nvs-csv' };
  const table = csvTable(bytes);
  return table === null ? null : { format: 'partition-csv', table };
}

/** Its columns may stand in any order. */
function hasNvsHeader(bytes: Uint8Array): boolean {
  const lines = new TextDecoder().decode(bytes.subarray(0, firstLineBytes)).split(/\r\n|\n|\r/);
  const header = lines.find((line) => !/^\s*(#|$)/.test(line)) ?? '';
  const columns = header.split(',').map((column) => column.trim().replace(/^"(.*)"$/, '$1'));
  return nvsCsvColumns.every((column) => columns.includes(column));
}

function csvTable(bytes: Uint8Array): PartitionTableFile | null {
  try {
    const { format, table } = readPartitionFile(bytes);
    return format === 'csv' ? table : null;
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}
