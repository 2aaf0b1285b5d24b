import type { BoardInfo } from '../../../src-shared/model/board';
import { partitionTableOffset, type PartitionEntry } from '../../../src-shared/model/partition-table';
import type { LayoutItem } from '../../../src-shared/preflight/check-plan';
import type { ChipSession } from '../../engine/loader/chip-session';
import { readPartitionTable } from '../../engine/operations/read-partition-table';
import type { JobControl } from '../job-control';

/**
 * The partition table that is on the board, where the plan depends on it; empty where there is none. Null where it is of no
 * matter, and where it cannot be read: in plain text from an encrypted flash, or at once, as only the stub does.
 */
export async function boardPartitions(
  session: ChipSession,
  { security }: BoardInfo,
  items: readonly LayoutItem[],
  { signal }: Pick<JobControl, 'signal'>,
): Promise<readonly PartitionEntry[] | null> {
  const isReadable = session.loader === 'stub' && !session.secureDownload && !security?.flashEncryption;
  if (!isReadable || !dependsOnTable(items)) return null;
  // Without its progress: to who watches, this is part of the preparation.
  const { entries } = await readPartitionTable(session, partitionTableOffset, { signal });
  return entries;
}

/** An app goes by the table on the board; another table takes its place. */
function dependsOnTable(items: readonly LayoutItem[]): boolean {
  return items.some(({ kind, partitions }) => kind === 'app' || partitions !== null);
}
