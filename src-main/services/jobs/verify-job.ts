import type { VerifyRequest } from '../../../src-shared/model/job';
import { compareFlash } from '../../engine/operations/compare-flash';
import { identify } from '../../engine/operations/identify';
import { leaveRunning, withBoard, type BoardAccess } from '../board-access';
import type { ExecuteJob } from '../job-control';
import { jobResult } from './job-result';
import { readSegments, type FirmwareReader } from './read-segments';

/**
 * Compares the flash with files. A difference is what was asked for, not a failure: the job succeeds, is not `verified`, and
 * its output says where the bytes differ.
 */
export function verifyJob(access: BoardAccess, firmware: FirmwareReader): ExecuteJob<VerifyRequest> {
  return async (request, control) => {
    // Before the port is touched: a file that is gone or has changed must not cost a reset of the board.
    const files = await readSegments(request.segments, firmware, control.signal);
    return withBoard(access, request.connect, control, async ({ session }) => {
      const board = await identify(session, control);
      control.onBoard(board);
      const segments = await compareFlash(session, files, { listDifferences: true }, control);
      await leaveRunning(session, control);
      const verified = segments.length > 0 && segments.every(({ same }) => same);
      return jobResult(board, { verified, output: { type: 'comparison', segments } });
    });
  };
}
