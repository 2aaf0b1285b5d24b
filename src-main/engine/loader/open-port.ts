import { AppError, toAppError } from '../../../src-shared/errors/app-error';
import type { AbortSignalLike, Clock } from '../../../src-shared/time/clock';
import type { Transport } from '../transport/transport';

/** Drivers of a Bluetooth port or a far host take this long before they give up; nothing local does. */
const openTimeoutMs = 10_000;

/** Opens the port, but neither longer than 10 s nor past an abort: then it is closed as soon as it has opened. */
export function openPort(
  transport: Transport,
  baud: number,
  clock: Clock,
  signal?: AbortSignalLike,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let settled = false;
    const settle = (how: () => void): void => {
      if (settled) return;
      settled = true;
      cancelTimer();
      signal?.removeEventListener('abort', onAbort);
      how();
    };
    const giveUp = (error: AppError): void =>
      settle(() => {
        opening.then(
          () => transport.close(),
          () => undefined,
        );
        reject(error);
      });
    const onAbort = (): void => giveUp(toAppError(signal?.reason));
    const cancelTimer = clock.schedule(openTimeoutMs, () =>
      giveUp(new AppError('port-open-failed', { port: transport.label, reason: 'it does not answer' })),
    );
    const opening = transport.open(baud);
    signal?.addEventListener('abort', onAbort);
    opening.then(
      () => settle(resolve),
      (error: unknown) => settle(() => reject(toAppError(error))),
    );
  });
}
