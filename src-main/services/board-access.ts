import { toAppError } from '../../src-shared/errors/app-error';
import type { ConnectOptions } from '../../src-shared/model/job';
import type { Clock } from '../../src-shared/time/clock';
import type { Compute } from '../engine/engine-context';
import { withAdaptiveLink } from '../engine/link/adaptive-link';
import type { LinkSettings } from '../engine/link/link-settings';
import type { ChipSession } from '../engine/loader/chip-session';
import { finish } from '../engine/loader/finish';
import type { TransportRegistry } from '../engine/transport/open-transport';
import type { JobControl } from './job-control';
import type { LinkMemory } from './link-memory';

/** Rounds over the reset strategies before a board counts as silent. */
const connectAttempts = 3;

export interface BoardAccess {
  readonly transports: Pick<TransportRegistry, 'open'>;
  readonly clock: Clock;
  readonly compute: Compute;
  /** What worked with each adapter. */
  readonly links: Pick<LinkMemory, 'recall' | 'remember'>;
}

/** What work on a board is done with. */
export interface ConnectedBoard {
  readonly session: ChipSession;
  /** For WriteRequest.compress: null leaves it to the loader, false where the line does not bear it. */
  readonly compress: null | false;
  /** The work was begun before and is done again, over a new connection: what is there already need not be sent again. */
  readonly repeated: boolean;
}

export interface BoardOptions {
  /** A board that is unplugged in the middle gets so long to come back, and the work is done again. Default: it is over. */
  readonly returnWithinMs?: number;
  /** For all of it, however often it is begun again. Default: two hours. */
  readonly deadlineMs?: number;
}

/**
 * Connects, does `work` and closes the port, whatever happens. Where the line does not bear what is asked for, `work` is done
 * again more slowly: it must be safe to do twice. What worked is remembered for the adapter. Where `work` fails for good, the
 * board is reset if it can be, so that it does not stay in its loader.
 */
export async function withBoard<T>(
  access: BoardAccess,
  options: ConnectOptions,
  control: JobControl,
  work: (board: ConnectedBoard) => Promise<T>,
  { returnWithinMs, deadlineMs }: BoardOptions = {},
): Promise<T> {
  const { clock, compute, transports, links } = access;
  const asked: LinkSettings = { baud: options.baud, compress: true, useStub: options.useStub };
  const remembered = links.recall(options.port, asked);
  if (remembered !== null)
    control.onProgress({ type: 'notice', code: 'link-remembered', context: { baud: remembered.baud } });
  const { value, settings } = await withAdaptiveLink(
    {
      openTransport: () => transports.open(options.port),
      connect: { chip: options.chip, before: 'default-reset', attempts: connectAttempts },
      settings: remembered ?? asked,
      context: { clock, compute, trace: control.trace },
      returnWithinMs,
      deadlineMs,
    },
    (session, { compress }, attempt) => {
      control.onConnected();
      return work({ session, compress: compress ? null : false, repeated: attempt > 1 });
    },
    control,
  );
  links.remember(options.port, asked, settings);
  return value;
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
