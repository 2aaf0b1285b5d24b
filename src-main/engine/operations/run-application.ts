import type { RunOptions } from '../engine-context';
import type { ChipSession } from '../loader/chip-session';
import { hasQuirk } from '../loader/command-support';
import { finish } from '../loader/finish';

/**
 * Starts what is in the flash. A ROM, and the ESP8266's stub, jump into it; the other stubs cannot, there only a reset helps.
 * The session is over afterwards, except for its `close`. Whether the application runs is not asked: see `watchBoot`.
 */
export async function runApplication(session: ChipSession, run: RunOptions = {}): Promise<'jump' | 'reset'> {
  const jumps = session.loader === 'rom' || hasQuirk(session.chip, 'stub-runs-user-code');
  await finish(session, jumps ? 'soft-reset' : 'hard-reset', run);
  return jumps ? 'jump' : 'reset';
}
