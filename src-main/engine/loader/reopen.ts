import { toAppError } from '../../../src-shared/errors/app-error';
import { sleep, type AbortSignalLike } from '../../../src-shared/time/clock';
import type { FrameLink } from './frame-link';

/** A chip's own USB is back within a second on every system seen; Windows takes longest. */
const limitMs = 3_000;
const betweenTriesMs = 100;

/** Closes the port that vanished and opens it again as soon as it is back. Fails with the last error after 3 s. */
export async function reopen(link: FrameLink, baud: number, signal?: AbortSignalLike): Promise<void> {
  const { clock } = link.context;
  const endsAt = clock.now() + limitMs;
  link.detach();
  await link.transport.close();
  for (;;) {
    await sleep(clock, betweenTriesMs, signal);
    try {
      await link.transport.open(baud);
      link.attach();
      return;
    } catch (error) {
      if (clock.now() >= endsAt) throw toAppError(error);
    }
  }
}
