import { isDeepStrictEqual } from 'node:util';
import { describe } from 'vitest';
import { parsePartitionTable } from '../../src-main/engine/image/partition-table';
import { buildOtaData, readOtaData } from '../../src-main/engine/partitions/ota-data';
import { formatPartitionCsv, parsePartitionCsv } from '../../src-main/engine/partitions/partition-csv';
import { readPartitionFile } from '../../src-main/engine/partitions/read-partition-file';
import type { PartitionDraft } from '../../src-shared/model/partition-table';
import { startedSlot } from '../../src-shared/partitions/app-slots';
import { checkPartitions } from '../../src-shared/partitions/check-partitions';
import { layOutPartitions } from '../../src-shared/partitions/lay-out-partitions';
import { isNameForCsv } from '../../src-shared/partitions/partition-name';
import { bootloaderFor, merge, otaPartitions, otaTable } from '../unit/firmware/sample-images';
import { otaDrafts } from '../unit/partitions/sample-drafts';
import { fuzzParser } from './fuzz-parser';

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const tables = [
  formatPartitionCsv(otaDrafts),
  '# Name, Type, SubType, Offset, Size, Flags\r\nnvs,0x01,0x02,0x9000,0x6000\r\nuser,0x40,0x7,0x190000,64K,\r\n',
  'boot, bootloader, primary, N/A, N/A\ntable, partition_table, primary, N/A, N/A\nspare, bootloader, ota, , N/A\n' +
    'keys, data, nvs_keys,, 4K, encrypted:readonly\nrest, data, fat, 0x20000, -4M\n',
].map((text) => encoder.encode(text));
const otaData = buildOtaData([
  { sequence: 3, state: 'valid' },
  { sequence: 4, state: 'pending-verify' },
]);

/** All that is done with rows, whatever they are; what can be written has to come back. */
function useRows(rows: readonly PartitionDraft[]): void {
  const options = { tableOffset: 0x8000, flashSizeBytes: 0x40_0000 };
  checkPartitions(rows, options);
  const entries = layOutPartitions(rows, options);
  startedSlot(entries, null);
  const plain = rows.filter(({ name, type }) => isNameForCsv(name) && type !== 2 && type !== 3);
  if (!isDeepStrictEqual(parsePartitionCsv(formatPartitionCsv(plain)), plain))
    throw new Error('the rows do not come back from CSV');
}

describe('fuzzing', () => {
  fuzzParser({
    name: 'partition CSV',
    seeds: tables,
    parse: (bytes) => useRows(parsePartitionCsv(decoder.decode(bytes))),
  });
  fuzzParser({
    name: 'binary partition tables',
    // Without the MD5 row, so that what is changed is looked at too.
    seeds: [
      otaTable,
      otaTable.slice().fill(0xff, otaPartitions.length * 32, (otaPartitions.length + 1) * 32),
    ],
    parse: (bytes) => useRows(parsePartitionTable(bytes).entries),
  });
  fuzzParser({
    name: 'OTA data',
    seeds: [otaData, buildOtaData([null, { sequence: 1, state: 'undefined' }])],
    parse: (bytes) => startedSlot(otaPartitions, readOtaData(bytes)),
  });
  fuzzParser({
    name: 'files with partition tables',
    seeds: [
      otaTable,
      ...tables,
      merge([0, bootloaderFor('esp32c3', 200)], [0x1000, otaTable], [0x2000, otaData]),
    ],
    parse: (bytes) => readPartitionFile(bytes),
  });
});
