import { AppError } from '../../../src-shared/errors/app-error';
import { readWord } from './words';

/** What GET_SECURITY_INFO answers. */
export interface SecurityInfoAnswer {
  readonly flags: number;
  /** SPI_BOOT_CRYPT_CNT: flash encryption is on when an odd number of its bits is set. */
  readonly flashCryptCount: number;
  /** One byte for each key block. */
  readonly keyPurposes: readonly number[];
  /** Null on the ESP32-S2, whose answer has 12 bytes. */
  readonly chipId: number | null;
  readonly apiVersion: number | null;
}

/** Bits of the flag word. @source Espressif, serial protocol */
export const securityFlags = {
  secureBoot: 1 << 0,
  secureDownload: 1 << 2,
} as const;

/** Names of the flag word's bits, from the lowest. @source Espressif, serial protocol */
const flagNames = [
  'SECURE_BOOT_EN',
  'SECURE_BOOT_AGGRESSIVE_REVOKE',
  'SECURE_DOWNLOAD_ENABLE',
  'SECURE_BOOT_KEY_REVOKE0',
  'SECURE_BOOT_KEY_REVOKE1',
  'SECURE_BOOT_KEY_REVOKE2',
  'SOFT_DIS_JTAG',
  'HARD_DIS_JTAG',
  'DIS_USB',
  'DIS_DOWNLOAD_DCACHE',
  'DIS_DOWNLOAD_ICACHE',
] as const;

/** The flags that are set, by name; a bit that nobody documents as `BIT_20`. */
export function securityFlagNames(flags: number): readonly string[] {
  const set = Array.from({ length: 32 }, (_, bit) => bit).filter((bit) => ((flags >>> bit) & 1) === 1);
  return set.map((bit) => flagNames[bit] ?? `BIT_${bit}`);
}

/**
 * `flags:u32 crypt_count:u8 key_purposes:u8[7]`, then on all but the ESP32-S2 `chip_id:u32 api_version:u32`.
 * @source Espressif, serial protocol; golden/wire/esp32c3/rom-get-security-info
 */
export function decodeSecurityInfo(data: Uint8Array): SecurityInfoAnswer {
  if (data.length !== 12 && data.length !== 20)
    throw new AppError('bad-response', { command: 'GET_SECURITY_INFO', detail: `${data.length} bytes` });
  const long = data.length === 20;
  return {
    flags: readWord(data, 0),
    flashCryptCount: data[4] ?? 0,
    keyPurposes: [...data.subarray(5, 12)],
    chipId: long ? readWord(data, 12) : null,
    apiVersion: long ? readWord(data, 16) : null,
  };
}

/** SPI_FLASH_MD5's answer as 32 hex digits: a stub sends 16 bytes, a ROM the digits themselves. */
export function decodeMd5(data: Uint8Array): string {
  if (data.length === 16) return Buffer.from(data).toString('hex');
  if (data.length === 32) return Buffer.from(data).toString('latin1').toLowerCase();
  throw new AppError('bad-response', { command: 'SPI_FLASH_MD5', detail: `${data.length} bytes` });
}

const greeting = [0x4f, 0x48, 0x41, 0x49] as const;

/** True for `OHAI`, the frame that a stub sends when it starts. */
export function isStubGreeting(frame: Uint8Array): boolean {
  return frame.length === greeting.length && greeting.every((byte, index) => frame[index] === byte);
}
