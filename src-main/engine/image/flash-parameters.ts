import { parseFlashSize } from '../../../src-shared/model/flash-size';
import { AppError } from '../../../src-shared/errors/app-error';
import { flashModes, type FlashMode } from '../../../src-shared/model/chip';
import type { ChipSpec } from '../chips/chip-spec';

/** Codes for header bytes 2 and 3; null keeps what the image has. */
export interface FlashParameters {
  /** 0 qio, 1 qout, 2 dio, 3 dout. */
  readonly mode: number | null;
  /** Low nibble of byte 3. */
  readonly frequency: number | null;
  /** High nibble of byte 3, in place. */
  readonly size: number | null;
}

/** Names as on a command line; null where this chip has no such code. */
export interface FlashParameterNames {
  readonly mode: FlashMode | null;
  readonly frequency: string | null;
  readonly size: string | null;
}

/** What the two header bytes mean on this chip. */
export function decodeFlashParameters(
  chip: ChipSpec,
  mode: number,
  sizeFrequency: number,
): FlashParameterNames {
  return {
    mode: flashModes[mode] ?? null,
    frequency: nameOf(chip.flash.frequencies, sizeFrequency & 0x0f),
    size: nameOf(chip.flash.sizes, sizeFrequency & 0xf0),
  };
}

/** `keep` becomes null. Throws `flash-setting-unknown` for a name this chip does not have. */
export function encodeFlashParameters(
  chip: ChipSpec,
  mode: FlashMode | 'keep',
  frequency: string,
  size: string,
): FlashParameters {
  return {
    mode: mode === 'keep' ? null : flashModes.indexOf(mode),
    frequency: codeOf(chip, 'flash frequency', chip.flash.frequencies, frequency),
    size: codeOf(chip, 'flash size', chip.flash.sizes, size),
  };
}

/** Header spelling of a size that this chip has a code for. */
export function flashSizeName(chip: ChipSpec, sizeBytes: number): string | null {
  return Object.keys(chip.flash.sizes).find((name) => parseFlashSize(name) === sizeBytes) ?? null;
}

function nameOf(codes: Readonly<Record<string, number>>, code: number): string | null {
  return Object.entries(codes).find(([, value]) => value === code)?.[0] ?? null;
}

function codeOf(
  chip: ChipSpec,
  setting: string,
  codes: Readonly<Record<string, number>>,
  value: string,
): number | null {
  if (value === 'keep') return null;
  const code = Object.hasOwn(codes, value) ? codes[value] : undefined;
  if (code === undefined)
    throw new AppError('flash-setting-unknown', {
      chip: chip.name,
      setting,
      value,
      choices: Object.keys(codes).join(', '),
    });
  return code;
}
