import { AppError } from '../../../src-shared/errors/app-error';
import type { AbortSignalLike } from '../../../src-shared/time/clock';
import type { ChipSession } from './chip-session';

/**
 * Revision of an ESP32-P4 as major × 100 + minor. Word 2 of eFuse block 1: minor in bits 3:0, major in bits 5:4 with its highest
 * bit at 23. @source golden/efuse/esp32p4
 */
export async function readP4Revision(
  session: Pick<ChipSession, 'chip' | 'readRegister'>,
  signal?: AbortSignalLike,
): Promise<number> {
  const block1 = session.chip.efuse?.block1;
  if (block1 === undefined || block1 === null)
    throw new AppError('internal', { reason: `no eFuse block 1 on the ${session.chip.name}` });
  const word = await session.readRegister(block1 + 8, signal);
  const major = (((word >>> 23) & 1) << 2) | ((word >>> 4) & 3);
  return major * 100 + (word & 0xf);
}
