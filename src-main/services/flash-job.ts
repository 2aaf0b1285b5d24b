import { toAppError } from '../../src-shared/errors/app-error';
import type { FileToken } from '../../src-shared/model/firmware';
import type { BootReport, FlashPlan, SegmentResult } from '../../src-shared/model/job';
import type { ChipSession } from '../engine/loader/chip-session';
import { watchBoot } from '../engine/operations/boot-report';
import { identify } from '../engine/operations/identify';
import { writeFlash } from '../engine/operations/write-flash';
import type { WriteRequest, WriteSegment } from '../engine/requests';
import { leaveRunning, withBoard, type BoardAccess } from './board-access';
import { checkAgainstBoard } from './check-against-board';
import type { ExecuteJob, JobControl } from './job-control';

/** Where a plan's bytes come from; rejects with `file-changed` when they are not those that were planned with. */
export interface FirmwareReader {
  read(token: FileToken, expectedSha256: string): Promise<{ readonly bytes: Uint8Array }>;
}

/** Connects, looks whether the plan suits the board that is there, writes, compares and watches it boot. */
export function flashJob(access: BoardAccess, firmware: FirmwareReader): ExecuteJob<FlashPlan> {
  return async (plan, control) => {
    // Before the port is touched: a file that is gone or has changed must not cost a reset of the board.
    const segments = await readSegments(plan, firmware, control.signal);
    return withBoard(access, plan.connect, control, async (session) => {
      const board = await identify(session, control);
      control.onBoard(board);
      await checkAgainstBoard(plan, segments, board, access.clock);
      const written = await writeFlash(session, writeRequest(plan, segments), control);
      const boot = await boardBoot(session, control);
      return { board, segments: written, verified: isVerified(written), boot };
    });
  };
}

async function readSegments(
  plan: FlashPlan,
  firmware: FirmwareReader,
  signal: AbortSignal,
): Promise<readonly WriteSegment[]> {
  const segments: WriteSegment[] = [];
  for (const { file, name, offset, sha256 } of plan.segments) {
    signal.throwIfAborted();
    const { bytes } = await firmware.read(file, sha256);
    segments.push({ name, offset, data: bytes });
  }
  return segments;
}

function writeRequest(plan: FlashPlan, segments: readonly WriteSegment[]): WriteRequest {
  return {
    segments,
    flashMode: plan.flashMode,
    flashFrequency: plan.flashFrequency,
    flashSize: plan.flashSize,
    eraseAll: plan.eraseAll,
    // What is asked for is the default of the loader at hand: the stub compresses, a ROM does not.
    compress: plan.compress ? null : false,
    verify: plan.verify,
    skipUnchanged: plan.skipUnchanged,
    force: plan.force,
  };
}

/** The one place that decides what may be shown green. Nothing written is nothing verified. */
export function isVerified(segments: readonly SegmentResult[]): boolean {
  return segments.length > 0 && segments.every(({ outcome, md5 }) => outcome !== 'written' && md5 !== null);
}

/** Null where the board's boot cannot be watched; the flash is what it is all the same. */
async function boardBoot(session: ChipSession, control: JobControl): Promise<BootReport | null> {
  if (!session.canReset) {
    await leaveRunning(session, control);
    return null;
  }
  try {
    return await watchBoot(session, control);
  } catch (error) {
    // Built-in USB goes away with the reset.
    if (toAppError(error).code === 'port-lost') return null;
    throw error;
  }
}
