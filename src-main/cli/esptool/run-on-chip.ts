import type { EngineContext, RunOptions } from '../../engine/engine-context';
import { withAdaptiveLink } from '../../engine/link/adaptive-link';
import { leaveBoard } from '../../engine/link/leave-board';
import type { ChipSession } from '../../engine/loader/chip-session';
import { connect } from '../../engine/loader/connect';
import type { AfterReset, ConnectRequest } from '../../engine/requests';
import type { Transport } from '../../engine/transport/transport';

/** What the work needs to know of the link that it runs over. */
export interface ChipLink {
  /** False where data must not be compressed: it was asked for, or the line has shown that it cannot bear it. */
  readonly compress: boolean;
  /** From 1; above it, what was done before need not be done again. */
  readonly attempt: number;
}

export interface ChipRun {
  readonly openTransport: () => Transport;
  readonly request: ConnectRequest;
  readonly context: EngineContext;
  readonly compress: boolean;
  readonly after: AfterReset;
  /** The work may be done again over a slower link, when the line has failed for good. */
  readonly repeatable: boolean;
}

type Work = (session: ChipSession, link: ChipLink) => Promise<void>;

/** Connects, does the work, and closes the port whatever happens. After a failure the board runs what it has. */
export async function runOnChip(chipRun: ChipRun, work: Work, run: RunOptions): Promise<void> {
  if (!chipRun.repeatable) return runOnce(chipRun, work, run);
  const { openTransport, context, after, compress } = chipRun;
  const { baud, useStub, ...request } = chipRun.request;
  await withAdaptiveLink(
    {
      openTransport,
      connect: request,
      settings: { baud, useStub, compress },
      context,
      afterFailure: after === 'hard-reset' ? after : 'no-reset-stub',
    },
    (session, settings, attempt) => work(session, { compress: settings.compress, attempt }),
    run,
  );
}

async function runOnce(
  { openTransport, request, context, compress, after }: ChipRun,
  work: Work,
  run: RunOptions,
): Promise<void> {
  const session = await connect(openTransport(), request, context, run);
  try {
    await work(session, { compress, attempt: 1 });
  } catch (error) {
    if (after === 'hard-reset') await leaveBoard(session, after);
    throw error;
  } finally {
    await session.close();
  }
}
