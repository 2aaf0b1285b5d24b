import type { IdentifyRequest } from '../../../src-shared/model/job';
import { identify } from '../../engine/operations/identify';
import { leaveRunning, withBoard, type BoardAccess } from '../board-access';
import type { ExecuteJob } from '../job-control';
import { jobResult } from './job-result';

/** Looks at a board and lets it run again. */
export function identifyJob(access: BoardAccess): ExecuteJob<IdentifyRequest> {
  return (request, control) =>
    withBoard(access, request.connect, control, async ({ session }) => {
      const board = await identify(session, control);
      control.onBoard(board);
      await leaveRunning(session, control);
      return jobResult(board);
    });
}
