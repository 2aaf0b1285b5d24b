import type { EraseRequest } from '../../src-shared/model/job';
import { eraseFlash } from '../engine/operations/erase-flash';
import { identify } from '../engine/operations/identify';
import { leaveRunning, withBoard, type BoardAccess } from './board-access';
import type { ExecuteJob } from './job-control';

/** Erases a whole flash. Nothing is compared afterwards, so the result never claims to be verified. */
export function eraseJob(access: BoardAccess): ExecuteJob<EraseRequest> {
  return (request, control) =>
    withBoard(access, request.connect, control, async (session) => {
      const board = await identify(session, control);
      control.onBoard(board);
      await eraseFlash(session, control);
      await leaveRunning(session, control);
      return { board, segments: [], verified: false, boot: null };
    });
}
