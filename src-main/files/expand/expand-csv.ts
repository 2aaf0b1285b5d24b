import { layOutPartitions } from '../../../src-shared/partitions/lay-out-partitions';
import { buildPartitionTable } from '../../engine/image/partition-table';
import { readPartitionFile } from '../../engine/partitions/read-partition-file';
import { inspectText } from '../images/inspect-text';
import { stemOf, type ExpandOptions, type Expansion } from './expansion';

/**
 * The binary form of a partition table in CSV. NVS contents in CSV are left out: how large their partition is, they do not
 * say. Throws `partition-csv-invalid`, `partition-table-invalid`.
 */
export function expandCsv(bytes: Uint8Array, { name }: ExpandOptions): Expansion {
  const bare = { how: 'partition-csv', hasWhole: false, chip: null } as const;
  if (inspectText(bytes)?.format === 'nvs-csv')
    return { ...bare, pieces: [], notices: [{ code: 'file-left-out', context: { name } }] };
  const { rows, tableOffset } = readPartitionFile(bytes).table;
  const table = buildPartitionTable(layOutPartitions(rows, { tableOffset }));
  return {
    ...bare,
    pieces: [{ name: `${stemOf(name)}.bin`, bytes: table, place: null, include: true }],
    notices: [],
  };
}
