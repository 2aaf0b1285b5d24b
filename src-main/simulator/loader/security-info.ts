import type { ChipSpec } from '../../engine/chips/chip-spec';
import type { BoardFacts } from '../board-spec';
import { keyPurposes } from '../registers/key-purposes';
import { romProfiles } from '../chips/rom-profile';

/**
 * GET_SECURITY_INFO: flags u32, SPI_BOOT_CRYPT_CNT u8, seven key purposes, then chip id u32 and API version u32 where the
 * ROM knows them; little-endian. Null where the command is unknown. @source golden/wire/esp32c3/rom-get-security-info.jsonl
 */
export function securityInfo(chip: ChipSpec, facts: BoardFacts): Uint8Array | null {
  const { securityInfoBytes } = romProfiles[facts.chip];
  if (securityInfoBytes === 0) return null;
  const { secureBoot, flashEncryption, secureDownloadMode } = facts.security;
  const info = new Uint8Array(securityInfoBytes);
  const view = new DataView(info.buffer);
  view.setUint32(0, (secureBoot ? 1 : 0) | (secureDownloadMode ? 4 : 0), true);
  info[4] = flashEncryption ? 1 : 0;
  if (securityInfoBytes === 12) return info;
  for (const [key, purpose] of keyPurposes(facts).entries()) info[5 + key] = purpose;
  // The seventh purpose belongs to no key; the recorded ROM gives this for it.
  info[11] = 0x0c;
  view.setUint32(12, chip.imageChipId ?? 0, true);
  view.setUint32(16, facts.apiVersion, true);
  return info;
}
