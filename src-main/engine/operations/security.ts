import { AppError, toAppError } from '../../../src-shared/errors/app-error';
import type { SecurityInfo } from '../../../src-shared/model/board';
import type { MaskedRegister } from '../chips/chip-spec';
import type { RunOptions } from '../engine-context';
import type { ChipSession } from '../loader/chip-session';
import { knowsCommand } from '../loader/command-support';
import { decodeSecurityInfo, securityFlags, type SecurityInfoAnswer } from '../protocol/answers';
import { opcodes } from '../protocol/opcodes';

/**
 * What protects the board: from GET_SECURITY_INFO where the loader knows it, from the eFuses where it does not.
 * Null where a loader in secure download mode tells nothing.
 */
export async function readSecurity(session: ChipSession, run: RunOptions = {}): Promise<SecurityInfo | null> {
  if (!knowsCommand(session, opcodes.GET_SECURITY_INFO)) return readFromEfuses(session, run);
  try {
    const info = await askLoader(session, run);
    return {
      secureBoot: (info.flags & securityFlags.secureBoot) !== 0,
      flashEncryption: isOdd(countOnes(info.flashCryptCount)),
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
async function askLoader(session: ChipSession, { signal }: RunOptions): Promise<SecurityInfoAnswer> {
  const { data } = await session.command(opcodes.GET_SECURITY_INFO, new Uint8Array(0), { signal });
  return decodeSecurityInfo(data);
}

async function readFromEfuses(session: ChipSession, { signal }: RunOptions): Promise<SecurityInfo> {
  const { efuse } = session.chip;
  const masked = async ({ reg, mask }: MaskedRegister): Promise<number> =>
    ((await session.readRegister(reg, signal)) & mask) >>> 0;
  return {
    secureBoot: efuse !== null && (await masked(efuse.secureBootEnabled)) !== 0,
    // On while an odd number of bits is burnt: each change of mind costs one.
    flashEncryption: efuse !== null && isOdd(countOnes(await masked(efuse.spiBootCryptCount))),
    secureDownloadMode: session.secureDownload,
    flags: null,
    chipId: null,
    apiVersion: null,
  };
}

function countOnes(value: number): number {
  let ones = 0;
  for (let rest = value >>> 0; rest !== 0; rest >>>= 1) ones += rest & 1;
  return ones;
}

function isOdd(value: number): boolean {
  return value % 2 === 1;
}
