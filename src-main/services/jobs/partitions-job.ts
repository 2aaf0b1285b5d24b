import type { PartitionsRequest } from '../../../src-shared/model/job';
import { identify } from '../../engine/operations/identify';
import { readPartitionTable } from '../../engine/operations/read-partition-table';
import { leaveRunning, withBoard, type BoardAccess } from '../board-access';
import type { ExecuteJob } from '../job-control';
import { jobResult } from './job-result';

/** Reads the partition table that is on the board. A place without one is no failure: the output says what is there. */
export function partitionsJob(access: BoardAccess): ExecuteJob<PartitionsRequest> {
  return ({ connect, offset }, control) =>
    withBoard(access, connect, control, async ({ session }) => {
      const board = await identify(session, control);
      control.onBoard(board);
      const table = await readPartitionTable(session, offset, control);
      await leaveRunning(session, control);
      return jobResult(board, { output: { type: 'partitions', offset, ...table } });
    });
}
