import { AppError } from '../../../src-shared/errors/app-error';
import type { ChipSession } from '../loader/chip-session';
import { finish } from '../loader/finish';
import type { AfterReset } from '../requests';

/** A board that was given up gets this long to be left as asked for. */
const leaveTimeoutMs = 2_000;

/** Leaves a board after its work has failed, without hiding why: never rejects, never lasts. */
export async function leaveBoard(session: ChipSession, after: AfterReset): Promise<void> {
  const deadline = new AbortController();
  const cancel = session.context.clock.schedule(leaveTimeoutMs, () =>
    deadline.abort(new AppError('cancelled')),
  );
  try {
    await finish(session, after, { signal: deadline.signal });
  } catch {
    // The link is gone or the loader is deaf: there is nothing left to be reset through.
  } finally {
    cancel();
  }
}
