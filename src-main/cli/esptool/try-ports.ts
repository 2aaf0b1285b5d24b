import { AppError, toAppError } from '../../../src-shared/errors/app-error';
import type { ErrorCode } from '../../../src-shared/errors/error-texts';
import type { PortId } from '../../../src-shared/model/port';
import { sleep } from '../../../src-shared/time/clock';
import type { CliIo } from '../cli-io';

/** @source Espressif, esptool, advanced options, "connect loop" */
const betweenAttemptsMs = 100;

/** The port may come yet: a chip with its own USB in deep sleep, a board that is being plugged in. */
const notThereYet: readonly ErrorCode[] = ['port-not-found', 'port-open-failed', 'port-busy'];

/** Another port may have the board. */
const wrongPort: readonly ErrorCode[] = [
  ...notThereYet,
  'port-permission',
  'port-lost',
  'chip-unknown',
  'chip-mismatch',
];

function isWrongPort({ code }: AppError): boolean {
  return code.startsWith('connect-') || wrongPort.includes(code);
}

/** Looks for a port `attempts` times, 0 for ever. What fails once the port is open (`began`) fails. */
export async function untilOpen(
  attempts: number,
  began: () => boolean,
  io: CliIo,
  work: () => Promise<void>,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await work();
      return;
    } catch (error) {
      if (attempt === attempts || began() || !notThereYet.includes(toAppError(error).code)) throw error;
      await sleep(io.clock, betweenAttemptsMs, io.signal);
    }
  }
}

/**
 * Works on the first port that has a board; `began` tells that one was found and no other is to be tried. Throws what the work
 * throws, and `ports-silent` when none of several has a board.
 */
export async function tryPorts(
  ports: readonly PortId[],
  work: (port: PortId) => Promise<void>,
  began: () => boolean,
  onFailure: (error: AppError) => void,
): Promise<void> {
  for (const port of ports) {
    try {
      await work(port);
      return;
    } catch (thrown) {
      const error = toAppError(thrown);
      if (ports.length === 1 || began() || !isWrongPort(error)) throw error;
      onFailure(error);
    }
  }
  throw new AppError('ports-silent', { ports: ports.join(', ') });
}
