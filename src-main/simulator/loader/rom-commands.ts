import type { BoardFacts } from '../board-spec';
import { romProfiles } from '../chips/rom-profile';
import { opcodes } from '../protocol/opcodes';

/** Second status byte of the ROM when the first is 1. @source Espressif's serial protocol documentation */
export const romError = {
  invalidMessage: 0x05,
  failedToAct: 0x06,
  invalidChecksum: 0x07,
  flashWrite: 0x08,
  flashRead: 0x09,
  inflate: 0x0b,
} as const;

export type RomError = (typeof romError)[keyof typeof romError];

const everywhere = [
  opcodes.FLASH_BEGIN,
  opcodes.FLASH_DATA,
  opcodes.FLASH_END,
  opcodes.MEM_BEGIN,
  opcodes.MEM_END,
  opcodes.MEM_DATA,
  opcodes.SYNC,
  opcodes.WRITE_REG,
  opcodes.READ_REG,
];

const sinceEsp32 = [
  opcodes.SPI_SET_PARAMS,
  opcodes.SPI_ATTACH,
  opcodes.READ_FLASH_SLOW,
  opcodes.CHANGE_BAUDRATE,
  opcodes.FLASH_DEFL_BEGIN,
  opcodes.FLASH_DEFL_DATA,
  opcodes.FLASH_DEFL_END,
  opcodes.SPI_FLASH_MD5,
];

/** What secure download mode leaves: writing and erasing, nothing that reads. */
const inSecureDownload: ReadonlySet<number> = new Set([
  opcodes.FLASH_BEGIN,
  opcodes.FLASH_DATA,
  opcodes.FLASH_END,
  opcodes.SYNC,
  opcodes.SPI_SET_PARAMS,
  opcodes.SPI_ATTACH,
  opcodes.CHANGE_BAUDRATE,
  opcodes.FLASH_DEFL_BEGIN,
  opcodes.FLASH_DEFL_DATA,
  opcodes.FLASH_DEFL_END,
  opcodes.GET_SECURITY_INFO,
]);

export function romKnows({ chip, security }: BoardFacts): (opcode: number) => boolean {
  const { commandSet, securityInfoBytes } = romProfiles[chip];
  const known = new Set<number>(commandSet === 'basic' ? everywhere : [...everywhere, ...sinceEsp32]);
  if (securityInfoBytes > 0) known.add(opcodes.GET_SECURITY_INFO);
  return (opcode) => known.has(opcode) && (!security.secureDownloadMode || inSecureDownload.has(opcode));
}
