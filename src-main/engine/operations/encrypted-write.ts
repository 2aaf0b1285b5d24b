import { AppError } from '../../../src-shared/errors/app-error';
import type { SecurityInfo } from '../../../src-shared/model/board';
import type { RunOptions } from '../engine-context';
import { agreedDespiteFaults } from '../loader/agreed';
import type { ChipSession } from '../loader/chip-session';
import { hasQuirk } from '../loader/command-support';

export interface EncryptedWrite {
  readonly name: string;
  readonly security: SecurityInfo | null;
  readonly ignoreEfuse: boolean;
}

/**
 * Throws what stands against writing `name` so that the chip encrypts it: `command-unsupported` where this loader cannot,
 * `encryption-not-allowed` where the eFuses forbid it, `encryption-off` unless `ignoreEfuse`.
 */
export async function refuseEncryptedWrite(
  session: ChipSession,
  { name, security, ignoreEfuse }: EncryptedWrite,
  run: RunOptions = {},
): Promise<void> {
  const { chip, loader, secureDownload } = session;
  const { efuse } = chip;
  if (efuse === null || (loader === 'rom' && !hasQuirk(chip, 'rom-encrypted-write')))
    throw new AppError('command-unsupported', { chip: chip.name, command: 'encrypted write' });
  // In secure download mode the eFuses cannot be read: the ROM decides.
  if (!secureDownload) {
    const { reg, mask } = efuse.manualEncryptDisabled;
    const disabled = await agreedDespiteFaults(session, () => session.readRegister(reg, run.signal), run);
    if ((disabled & mask) !== 0) throw new AppError('encryption-not-allowed', { name });
  }
  if (!ignoreEfuse && !security?.flashEncryption) throw new AppError('encryption-off', { name });
}
