import { AppError } from '../../../src-shared/errors/app-error';
import type { AbortSignalLike, Clock } from '../../../src-shared/time/clock';
import type { OpenOptions, Transport } from '../transport/transport';
import { withinDeadline } from './deadline';

/** Drivers of a Bluetooth port or a far host take this long before they give up; nothing local does. */
const openTimeoutMs = 10_000;

export interface OpenPortOptions extends OpenOptions {
  readonly clock: Clock;
  readonly signal?: AbortSignalLike | undefined;
  /** Default: 10 s. */
  readonly timeoutMs?: number;
}

/** Opens the port, but neither longer than the deadline nor past an abort: then it is closed as soon as it has opened. */
export async function openPort(
  transport: Transport,
  baud: number,
  { clock, signal, timeoutMs = openTimeoutMs, format }: OpenPortOptions,
): Promise<void> {
  const state = { isOpen: false, givenUp: false };
  const opening = transport.open(baud, { format }).then(() => {
    state.isOpen = true;
    return state.givenUp ? transport.close() : undefined;
  });
  try {
    const error = (): AppError =>
      new AppError('port-open-failed', { port: transport.label, reason: 'it does not answer' });
    await withinDeadline(opening, { clock, timeoutMs, error, signal });
  } catch (error) {
    state.givenUp = true;
    if (state.isOpen) await transport.close();
    throw error;
  }
}
