import type { WriteMemoryRequest } from '../../../src-shared/model/job';
import { identify } from '../../engine/operations/identify';
import { writeMemory } from '../../engine/operations/memory';
import { withBoard, type BoardAccess } from '../board-access';
import type { ExecuteJob } from '../job-control';
import { jobResult } from './job-result';

/**
 * Changes bits of one word and brings back what is there then. That is never called verified: a register need not read as it
 * was written. The board is not reset afterwards, which would undo what was asked for.
 */
export function writeMemoryJob(access: BoardAccess): ExecuteJob<WriteMemoryRequest> {
  return ({ connect, address, value, mask }, control) =>
    withBoard(access, connect, control, async ({ session }) => {
      const board = await identify(session, control);
      control.onBoard(board);
      const written = await writeMemory(session, { address, value, mask }, control);
      const word = Buffer.alloc(4);
      word.writeUInt32LE(written.value);
      return jobResult(board, { output: { type: 'memory', address, hex: word.toString('hex') } });
    });
}
