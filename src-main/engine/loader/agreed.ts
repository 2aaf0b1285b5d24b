import { AppError } from '../../../src-shared/errors/app-error';
import type { RunOptions } from '../engine-context';
import type { ChipSession } from './chip-session';
import { repeatOnLineFault } from './repeat-on-line-fault';

/** A second disturbance while the first is being made good, and one more. */
const maxLooks = 6;

/**
 * What two looks in a row agree on. The protocol's answers have no checksum and do not say which register they are from: one
 * that is damaged, or comes twice and so passes for the next one's, can only be told by asking again. `look` must change
 * nothing. `reading-unstable` where no two in a row are the same.
 */
export async function agreed<T>(
  session: Pick<ChipSession, 'resynchronise'>,
  look: () => Promise<T>,
  { signal }: RunOptions,
): Promise<T> {
  let before = await look();
  for (let count = 1; count < maxLooks; count++) {
    const now = await look();
    if (JSON.stringify(now) === JSON.stringify(before)) return now;
    before = now;
    await session.resynchronise(signal);
  }
  throw new AppError('reading-unstable');
}

/** The same where answers may be lost as well as damaged: what fails on the line is asked again from the start. */
export function agreedDespiteFaults<T>(
  session: ChipSession,
  look: () => Promise<T>,
  run: RunOptions,
): Promise<T> {
  return repeatOnLineFault(session, () => agreed(session, look, run), run);
}
