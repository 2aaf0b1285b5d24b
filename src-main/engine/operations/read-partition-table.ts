import type { JobOutput } from '../../../src-shared/model/job';
import { toAppError } from '../../../src-shared/errors/app-error';
import type { RunOptions } from '../engine-context';
import { parsePartitionTable, partitionTableSizeBytes } from '../image/partition-table';
import type { ChipSession } from '../loader/chip-session';
import { readFlash } from './read-flash';

export type PartitionTableRead = Pick<
  Extract<JobOutput, { readonly type: 'partitions' }>,
  'entries' | 'problem'
>;

/** What each row of a table begins with. */
const rowMark = [0xaa, 0x50] as const;

/**
 * The partition table at a flash offset. What is no table is a result, no error: `blank` where there is only FF,
 * `not-a-table` where no row begins (an encrypted table looks like that), `damaged` where a row or the MD5 is wrong.
 * Throws what `readFlash` throws.
 */
export async function readPartitionTable(
  session: ChipSession,
  offset: number,
  run: RunOptions = {},
): Promise<PartitionTableRead> {
  const table = new Uint8Array(partitionTableSizeBytes);
  let done = 0;
  const onBytes = (bytes: Uint8Array): void => {
    table.set(bytes, done);
    done += bytes.length;
  };
  await readFlash(session, { offset, sizeBytes: table.length, onBytes }, run);
  return describe(table);
}

function describe(table: Uint8Array): PartitionTableRead {
  if (table.every((byte) => byte === 0xff)) return { entries: [], problem: 'blank' };
  if (!rowMark.every((byte, index) => table[index] === byte)) return { entries: [], problem: 'not-a-table' };
  try {
    return { entries: parsePartitionTable(table).entries, problem: null };
  } catch (error) {
    if (toAppError(error).code !== 'partition-table-invalid') throw error;
    return { entries: [], problem: 'damaged' };
  }
}
