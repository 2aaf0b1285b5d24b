import { AppError, toAppError } from '../../../src-shared/errors/app-error';
import type { SecurityInfo } from '../../../src-shared/model/board';
import type { MaskedRegister } from '../chips/chip-spec';
import type { RunOptions } from '../engine-context';
import { agreedDespiteFaults } from '../loader/agreed';
import type { ChipSession } from '../loader/chip-session';
import { knowsCommand } from '../loader/command-support';
import { decodeSecurityInfo, securityFlags, type SecurityInfoAnswer } from '../protocol/answers';
import { opcodes } from '../protocol/opcodes';

/**
 * What protects the board: from GET_SECURITY_INFO where the loader knows it, from the eFuses where it does not.
 * Null where a loader in secure download mode tells nothing.
 */
export function readSecurity(session: ChipSession, run: RunOptions = {}): Promise<SecurityInfo | null> {
  return agreedDespiteFaults(session, () => readOnce(session, run), run);
}

async function readOnce(session: ChipSession, run: RunOptions): Promise<SecurityInfo | null> {
  if (!knowsCommand(session, opcodes.GET_SECURITY_INFO)) return readFromEfuses(session, run);
  try {
    const info = await askSecurityInfo(session, run);
    return {
      secureBoot: (info.flags & securityFlags.secureBoot) !== 0,
      flashEncryption: isEncryptionOn(info.flashCryptCount),
      secureDownloadMode: session.secureDownload || (info.flags & securityFlags.secureDownload) !== 0,
      flags: info.flags,
      chipId: info.chipId,
      apiVersion: info.apiVersion,
    };
  } catch (error) {
    const { code } = toAppError(error);
    if (code !== 'command-refused' && code !== 'command-unsupported') throw error;
    return session.secureDownload ? null : readFromEfuses(session, run);
  }
}

/** Throws `security-refused` on a board that would not boot with what it is about to get. */
export function refuseSecured(security: SecurityInfo | null): void {
  if (security?.secureBoot) throw new AppError('security-refused', { detail: 'secure boot is on' });
  if (security?.flashEncryption) throw new AppError('security-refused', { detail: 'flash encryption is on' });
}

/** A refusal is an answer here: an older loader does not know the command. */
export async function askSecurityInfo(
  session: ChipSession,
  { signal }: RunOptions,
): Promise<SecurityInfoAnswer> {
  const { data } = await session.command(opcodes.GET_SECURITY_INFO, new Uint8Array(0), { signal });
  return decodeSecurityInfo(data);
}

async function readFromEfuses(session: ChipSession, { signal }: RunOptions): Promise<SecurityInfo> {
  const { efuse } = session.chip;
  const masked = async ({ reg, mask }: MaskedRegister): Promise<number> =>
    ((await session.readRegister(reg, signal)) & mask) >>> 0;
  return {
    secureBoot: efuse !== null && (await masked(efuse.secureBootEnabled)) !== 0,
    flashEncryption: efuse !== null && isEncryptionOn(await masked(efuse.spiBootCryptCount)),
    secureDownloadMode: session.secureDownload,
    flags: null,
    chipId: null,
    apiVersion: null,
  };
}

/** On while an odd number of the counter's bits is burnt: each change of mind costs one. */
export function isEncryptionOn(cryptCount: number): boolean {
  let on = false;
  for (let rest = cryptCount >>> 0; rest !== 0; rest >>>= 1) if ((rest & 1) === 1) on = !on;
  return on;
}
