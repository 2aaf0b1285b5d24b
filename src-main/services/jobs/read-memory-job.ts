import type { ReadMemoryRequest } from '../../../src-shared/model/job';
import { identify } from '../../engine/operations/identify';
import { dumpMemory } from '../../engine/operations/memory';
import { leaveRunning, withBoard, type BoardAccess } from '../board-access';
import type { ExecuteJob } from '../job-control';
import { jobResult } from './job-result';

/** Reads the chip's memory and registers. */
export function readMemoryJob(access: BoardAccess): ExecuteJob<ReadMemoryRequest> {
  return ({ connect, address, sizeBytes }, control) =>
    withBoard(access, connect, control, async ({ session }) => {
      const board = await identify(session, control);
      control.onBoard(board);
      const words: string[] = [];
      const onBytes = (bytes: Uint8Array): void => void words.push(Buffer.from(bytes).toString('hex'));
      await dumpMemory(session, { address, sizeBytes, onBytes }, control);
      await leaveRunning(session, control);
      return jobResult(board, { output: { type: 'memory', address, hex: words.join('') } });
    });
}
