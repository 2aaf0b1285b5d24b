import { AppError } from '../../../src-shared/errors/app-error';
import type { ChipSpec, Quirk } from '../chips/chip-spec';
import { commandName, opcodes } from '../protocol/opcodes';

const o = opcodes;

const stubOnly: ReadonlySet<number> = new Set([
  o.ERASE_FLASH,
  o.ERASE_REGION,
  o.READ_FLASH,
  o.RUN_USER_CODE,
  o.FLASH_ENCRYPT_DATA,
]);

const romOnly: ReadonlySet<number> = new Set([o.READ_FLASH_SLOW]);

/** What the ESP8266's ROM has; all the rest is in its stub. @source Espressif, serial protocol, ESP8266 */
const esp8266Rom: ReadonlySet<number> = new Set([
  ...[o.SYNC, o.READ_REG, o.WRITE_REG],
  ...[o.MEM_BEGIN, o.MEM_DATA, o.MEM_END],
  ...[o.FLASH_BEGIN, o.FLASH_DATA, o.FLASH_END],
]);

/** What secure download mode still allows. @source Espressif, serial protocol, "secure download mode" */
const secureDownload: ReadonlySet<number> = new Set([
  ...[o.SYNC, o.GET_SECURITY_INFO, o.SPI_ATTACH, o.SPI_SET_PARAMS],
  ...[o.FLASH_BEGIN, o.FLASH_DATA, o.FLASH_END],
  ...[o.FLASH_DEFL_BEGIN, o.FLASH_DEFL_DATA, o.FLASH_DEFL_END],
]);

export interface LoaderState {
  readonly chip: ChipSpec;
  readonly loader: 'rom' | 'stub';
  readonly secureDownload: boolean;
}

export function hasQuirk(chip: ChipSpec, quirk: Quirk): boolean {
  return chip.quirks.includes(quirk);
}

/** True where this loader of this chip answers the command. Commands that nobody documents are let through. */
export function knowsCommand(
  { chip, loader }: Pick<LoaderState, 'chip' | 'loader'>,
  opcode: number,
): boolean {
  if (loader === 'stub') return !romOnly.has(opcode);
  if (stubOnly.has(opcode)) return false;
  if (hasQuirk(chip, 'esp8266-rom')) return esp8266Rom.has(opcode);
  return opcode !== o.GET_SECURITY_INFO || !hasQuirk(chip, 'no-security-info');
}

/** `command-unsupported` or `secure-download-mode`, before anything is sent that would only be refused or time out. */
export function assertSupported(state: LoaderState, opcode: number): void {
  const context = { chip: state.chip.name, command: commandName(opcode) };
  if (state.secureDownload && !secureDownload.has(opcode))
    throw new AppError('secure-download-mode', context);
  if (!knowsCommand(state, opcode)) throw new AppError('command-unsupported', context);
}
