import type { EraseRequest, SegmentResult } from '../../../src-shared/model/job';
import { eraseFlash, eraseRegion, type EraseResult } from '../../engine/operations/erase-flash';
import { identify } from '../../engine/operations/identify';
import { leaveRunning, withBoard, type BoardAccess } from '../board-access';
import type { ExecuteJob } from '../job-control';
import { jobResult } from './job-result';

/** Erases a region or the whole flash. Verified only where every byte was compared with FF afterwards. */
export function eraseJob(access: BoardAccess): ExecuteJob<EraseRequest> {
  return (request, control) =>
    withBoard(access, request.connect, control, async ({ session }) => {
      const board = await identify(session, control);
      control.onBoard(board);
      const erased =
        request.region === null
          ? await eraseFlash(session, { verifyAll: true }, control)
          : await eraseRegion(session, request.region, control);
      await leaveRunning(session, control);
      const verified = isCompared(erased);
      return jobResult(board, { segments: [erasedSegment(request, erased)], verified });
    });
}

function isCompared({ sizeBytes, comparedBytes }: EraseResult): boolean {
  return sizeBytes !== null && sizeBytes > 0 && comparedBytes === sizeBytes;
}

function erasedSegment({ region, label }: EraseRequest, erased: EraseResult): SegmentResult {
  return {
    name: label === '' ? 'flash' : label,
    offset: region?.offset ?? 0,
    sizeBytes: erased.sizeBytes ?? 0,
    wireBytes: 0,
    outcome: isCompared(erased) ? 'verified' : 'written',
    md5: erased.md5,
  };
}
