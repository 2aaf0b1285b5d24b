import { AppError, toAppError } from '../../src-shared/errors/app-error';
import type { ConnectOptions } from '../../src-shared/model/job';
import type { Clock } from '../../src-shared/time/clock';
import type { Compute } from '../engine/engine-context';
import type { ChipSession } from '../engine/loader/chip-session';
import { connect } from '../engine/loader/connect';
import { finish } from '../engine/loader/finish';
import type { TransportRegistry } from '../engine/transport/open-transport';
import type { JobControl } from './job-control';

/** Rounds over the reset strategies before a board counts as silent. */
const connectAttempts = 5;

/** A board that was given up gets this long to be reset on the way out. */
const releaseTimeoutMs = 2000;

export interface BoardAccess {
  readonly transports: TransportRegistry;
  readonly clock: Clock;
  readonly compute: Compute;
}

/**
 * Connects, does `work` and closes the port, whatever happens. Where `work` fails, the board is reset if it can be, so that
 * it does not stay in its loader.
 */
export async function withBoard<T>(
  access: BoardAccess,
  options: ConnectOptions,
  control: JobControl,
  work: (session: ChipSession) => Promise<T>,
): Promise<T> {
  const { clock, compute, transports } = access;
  const session = await connect(
    transports.open(options.port),
    {
      chip: options.chip,
      baud: options.baud,
      useStub: options.useStub,
      before: 'default-reset',
      attempts: connectAttempts,
    },
    { clock, compute, trace: control.trace },
    control,
  );
  try {
    control.onConnected();
    return await work(session);
  } catch (error) {
    await release(session, clock);
    throw error;
  } finally {
    await session.close();
  }
}

/** Lets the board run what it has, without hiding why the job failed. */
async function release(session: ChipSession, clock: Clock): Promise<void> {
  const deadline = new AbortController();
  const cancel = clock.schedule(releaseTimeoutMs, () => deadline.abort(new AppError('cancelled')));
  try {
    await finish(session, 'hard-reset', { signal: deadline.signal });
  } catch {
    // The link is gone or the loader is deaf: there is nothing left to be reset through.
  } finally {
    cancel();
  }
}

/**
 * Resets the board into its application after its work is done. A port that goes away with the reset, as built-in USB
 * does, is no failure: what was asked for has been done.
 */
export async function leaveRunning(session: ChipSession, control: JobControl): Promise<void> {
  try {
    await finish(session, 'hard-reset', control);
  } catch (error) {
    if (toAppError(error).code !== 'port-lost') throw error;
  }
}
