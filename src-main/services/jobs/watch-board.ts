import { toAppError } from '../../../src-shared/errors/app-error';
import type { BootReport } from '../../../src-shared/model/job';
import type { ChipSession } from '../../engine/loader/chip-session';
import { watchBoot } from '../../engine/operations/boot-report';
import { leaveRunning } from '../board-access';
import type { JobControl } from '../job-control';

/** Null where the board's boot cannot be watched; the flash is what it is all the same. */
export async function watchBoard(session: ChipSession, control: JobControl): Promise<BootReport | null> {
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
