import { partitionTableOffset } from '../../../src-shared/model/partition-table';
import { AppError } from '../../../src-shared/errors/app-error';
import { looksLikeNvs, looksLikeOtaData } from '../../engine/image/data-partitions';
import { parsePartitionTable, type ParsedPartitionTable } from '../../engine/image/partition-table';
import { readOtaData } from '../../engine/partitions/ota-data';
import { BlankSectors } from './blank-sectors';
import type { FormatReport } from './content-report';
import { readNvsReport } from './read-nvs-report';

/** A table is one sector in flash; signed tables use the rest of it. */
const partitionTableLimitBytes = 0x1000;

/** What flash holds besides firmware images: partition table, OTA data, NVS, nothing at all. Null for other data. */
export function inspectData(bytes: Uint8Array): FormatReport | null {
  const table = readTable(bytes);
  if (table !== null)
    return {
      format: 'partition-table',
      flashOffset: partitionTableOffset,
      table: { rows: table.entries, tableOffset: partitionTableOffset, hasMd5: table.hasMd5 },
    };
  // Asked first: builds contain two blank sectors as OTA data, but a blank file may be anything.
  if (new BlankSectors(bytes).isBlank(0, bytes.length)) return { format: 'blank' };
  if (looksLikeOtaData(bytes)) return { format: 'ota-data', otaData: readOtaData(bytes) };
  return looksLikeNvs(bytes) ? { format: 'nvs', nvs: readNvsReport(bytes) } : null;
}

function readTable(bytes: Uint8Array): ParsedPartitionTable | null {
  if (bytes[0] !== 0xaa || bytes[1] !== 0x50 || bytes.length > partitionTableLimitBytes) return null;
  try {
    return parsePartitionTable(bytes);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}
