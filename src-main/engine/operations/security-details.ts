import { AppError } from '../../../src-shared/errors/app-error';
import type { RunOptions } from '../engine-context';
import { agreedDespiteFaults } from '../loader/agreed';
import type { ChipSession } from '../loader/chip-session';
import { hasQuirk } from '../loader/command-support';
import { securityFlagNames } from '../protocol/answers';
import { askSecurityInfo, isEncryptionOn, readSecurity } from './security';

export interface KeyPurpose {
  /** Number of the key block, from 0. */
  readonly key: number;
  readonly code: number;
  /** As Espressif names it; null for a code that this chip's documents do not name. */
  readonly name: string | null;
}

/** All that GET_SECURITY_INFO tells. */
export interface SecurityDetails {
  readonly flags: number;
  readonly flagNames: readonly string[];
  /** SPI_BOOT_CRYPT_CNT: an odd number of set bits means that flash encryption is on. */
  readonly flashCryptCount: number;
  readonly flashEncryption: boolean;
  readonly keyPurposes: readonly KeyPurpose[];
  /** Null on the ESP32-S2. */
  readonly chipId: number | null;
  readonly apiVersion: number | null;
}

/** What the loader itself tells about security. `command-unsupported` where it does not know the question: ESP8266, ESP32. */
export async function readSecurityDetails(
  session: ChipSession,
  run: RunOptions = {},
): Promise<SecurityDetails> {
  const { chip } = session;
  if (hasQuirk(chip, 'no-security-info'))
    throw new AppError('command-unsupported', { chip: chip.name, command: 'GET_SECURITY_INFO' });
  const { keyPurposes, ...info } = await agreedDespiteFaults(
    session,
    () => askSecurityInfo(session, run),
    run,
  );
  const { efuse } = chip;
  // The answer has room for one purpose more than there are key blocks.
  const keys = efuse === null ? [] : keyPurposes.slice(0, efuse.maxKey + 1);
  const names = efuse?.keyPurposeNames ?? {};
  return {
    ...info,
    flagNames: securityFlagNames(info.flags),
    flashEncryption: isEncryptionOn(info.flashCryptCount),
    keyPurposes: keys.map((code, key) => ({ key, code, name: names[code] ?? null })),
  };
}

/** The chip id that the ROM tells, as image headers have it; null where it tells none. */
export async function readChipId(session: ChipSession, run: RunOptions = {}): Promise<number | null> {
  return (await readSecurity(session, run))?.chipId ?? null;
}
