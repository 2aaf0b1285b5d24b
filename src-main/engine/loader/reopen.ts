import { toAppError } from '../../../src-shared/errors/app-error';
import { sleep } from '../../../src-shared/time/clock';
import type { Clock } from '../../../src-shared/time/clock';
import type { RunOptions } from '../engine-context';
import type { Transport } from '../transport/transport';
import { openPort } from './open-port';

const betweenTriesMs = 100;

export interface ReopenOptions extends RunOptions {
  readonly clock: Clock;
  /** How long the device may stay away. */
  readonly withinMs: number;
  /** Tells `waiting-for-board` and `board-back`: for an absence that nobody has asked for. */
  readonly announce?: boolean;
}

/**
 * Closes the port that vanished and opens it again as soon as its device is back, under whatever name. Fails with the last
 * reason why it did not open; then it is closed.
 */
export async function reopen(transport: Transport, baud: number, options: ReopenOptions): Promise<void> {
  const { clock, withinMs, signal, onProgress, announce = false } = options;
  const endsAt = clock.now() + withinMs;
  await transport.close();
  const tell = (code: 'waiting-for-board' | 'board-back'): void => {
    if (announce) onProgress?.({ type: 'notice', code, context: { port: transport.label } });
  };
  tell('waiting-for-board');
  for (;;) {
    await sleep(clock, betweenTriesMs, signal).catch((error: unknown) => {
      throw toAppError(error);
    });
    try {
      await openPort(transport, baud, { clock, signal, timeoutMs: Math.max(1, endsAt - clock.now()) });
      tell('board-back');
      return;
    } catch (error) {
      if (signal?.aborted || clock.now() >= endsAt) throw toAppError(error);
    }
  }
}
