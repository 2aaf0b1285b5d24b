import { toAppError } from '../../../src-shared/errors/app-error';
import type { ErrorCode } from '../../../src-shared/errors/error-texts';
import type { RunOptions } from '../engine-context';
import type { ChipSession } from './chip-session';

const attempts = 3;

/** What a disturbed line can cause, a refusal included: a loader refuses what arrives damaged. */
export const lineFaults: readonly ErrorCode[] = ['no-response', 'bad-response', 'command-refused'];

/** Does `work` again, after resynchronising, when an answer was lost or damaged. Only for what may be done twice. */
export async function repeatOnLineFault<T>(
  session: ChipSession,
  work: () => Promise<T>,
  { signal }: RunOptions,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= attempts || !lineFaults.includes(toAppError(error).code)) throw error;
      await session.resynchronise(signal);
    }
  }
}
