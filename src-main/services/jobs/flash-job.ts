import type { FlashPlan, SegmentResult } from '../../../src-shared/model/job';
import type { Finding } from '../../../src-shared/preflight/finding';
import { identify } from '../../engine/operations/identify';
import { writeFlash } from '../../engine/operations/write-flash';
import { withBoard, type BoardAccess } from '../board-access';
import { checkAgainstBoard } from '../check-against-board';
import type { ExecuteJob, JobControl } from '../job-control';
import { boardPartitions } from './board-partitions';
import { jobResult } from './job-result';
import { plannedItems } from './planned-items';
import { readSegments, type FirmwareReader } from './read-segments';
import { watchBoard } from './watch-board';

/** Connects, looks whether the plan suits the board that is there, writes, compares and watches it boot. */
export function flashJob(access: BoardAccess, firmware: FirmwareReader): ExecuteJob<FlashPlan> {
  return async (plan, control) => {
    // Before the port is touched: a file that is gone or has changed must not cost a reset of the board.
    const segments = await readSegments(plan.segments, firmware, control.signal);
    const items = plan.force
      ? null
      : await plannedItems(plan.segments, segments, (token) => firmware.inspectionOf(token), access.clock);
    /** By position in the plan, in the order of writing: what attempts before this one have written is still there. */
    const inFlash = new Map<number, SegmentResult>();
    return withBoard(access, plan.connect, control, async ({ session, compress, repeated }) => {
      const board = await identify(session, control);
      control.onBoard(board);
      if (items !== null) {
        const found = { board, boardPartitions: await boardPartitions(session, board, items, control) };
        tellTableChanges(checkAgainstBoard(plan, items, found), control);
      }
      if (plan.eraseAll) inFlash.clear();
      const written = await writeFlash(
        session,
        {
          segments,
          flashMode: plan.flashMode,
          flashFrequency: plan.flashFrequency,
          flashSize: plan.flashSize,
          eraseAll: plan.eraseAll,
          // What is asked for is the default of the loader at hand: the stub compresses, a ROM does not.
          compress: plan.compress ? compress : false,
          verify: plan.verify,
          skipUnchanged: plan.skipUnchanged || repeated,
          force: plan.force,
          onSegment: (index, result) => {
            inFlash.set(index, result);
            control.onSegments([...inFlash.values()]);
          },
        },
        control,
      );
      const boot = await watchBoard(session, control);
      return jobResult(board, { segments: written, verified: isVerified(written), boot });
    });
  };
}

/** Where the layout was checked without this board, nobody has been told yet. */
function tellTableChanges(findings: readonly Finding[], { onProgress }: JobControl): void {
  for (const { code, context } of findings)
    if (code === 'partition-table-changes') onProgress({ type: 'notice', code, context });
}

/** The one place that decides what may be shown green. Nothing written is nothing verified. */
export function isVerified(segments: readonly SegmentResult[]): boolean {
  return segments.length > 0 && segments.every(({ outcome, md5 }) => outcome !== 'written' && md5 !== null);
}
