import { InvalidArgumentError, Option } from 'commander';
import { fillText } from '../../../src-shared/errors/app-error';
import { chipIds, flashModes } from '../../../src-shared/model/chip';
import { parseFlashSize } from '../../../src-shared/model/flash-size';
import { afterResets, beforeResets } from '../../engine/requests';
import { en } from '../locales/en';

export const chipChoices = ['auto', ...chipIds] as const;
export const beforeChoices = beforeResets;
export const afterChoices = afterResets;
export const flashModeChoices = ['keep', ...flashModes] as const;

/** @source golden/commands.json */
export const flashFrequencyChoices = [
  ...['keep', '80m', '60m', '48m', '40m', '30m', '26m', '24m', '20m', '16m', '15m', '12m'],
] as const;

/** @source golden/commands.json */
export const flashSizeChoices = [
  ...['detect', 'keep', '256KB', '512KB', '1MB', '2MB', '2MB-c1', '4MB', '4MB-c1', '8MB', '16MB', '32MB'],
  ...['64MB', '128MB'],
] as const;

/** @source golden/commands.json */
export const pageSizeChoices = ['64KB', '32KB', '16KB', '8KB'] as const;
export type PageSizeChoice = (typeof pageSizeChoices)[number];

/** Null where none was chosen. */
export function pageSizeBytesOf(choice: PageSizeChoice | undefined): number | null {
  return choice === undefined ? null : parseFlashSize(choice);
}

/** @source golden/commands.json */
export const stubVersionChoices = ['1', '2'] as const;
export const statusByteChoices = ['1', '2', '3'] as const;
export const flashTypeChoices = ['nor', 'nand'] as const;

/** An option that takes one of some words, in any case and with `_` for `-`, as esptool spelled them before version 5. */
export function choiceOption(flags: string, description: string, choices: readonly string[]): Option {
  return new Option(flags, description).choices([...choices]).argParser((value: string) => {
    const wanted = canonical(value);
    const found = choices.find((choice) => canonical(choice) === wanted);
    if (found !== undefined) return found;
    throw new InvalidArgumentError(fillText(en.wordReason, { choices: choices.join(', ') }));
  });
}

function canonical(word: string): string {
  return word.toLowerCase().replaceAll('_', '-');
}

/** The spelling with one dash and two letters, which is understood but cannot be declared. */
export function alsoSpelled(description: string, short: string): string {
  return fillText(en.esptool.alsoSpelled, { description, short });
}

/** In any case, with or without dashes: `ESP32-C3` is `esp32c3`. */
export function parseChip(value: string): (typeof chipChoices)[number] {
  const wanted = value.toLowerCase().replaceAll('-', '');
  const found = chipChoices.find((choice) => choice === wanted);
  if (found !== undefined) return found;
  throw new InvalidArgumentError(fillText(en.wordReason, { choices: chipChoices.join(', ') }));
}

const largestWord = 0xffff_ffff;

export function parsePositiveInteger(value: string): number {
  const number = /^(0x[0-9a-f]+|\d+)$/i.test(value) ? Number(value) : 0;
  if (number > 0 && number <= largestWord) return number;
  throw new InvalidArgumentError(en.positiveReason);
}
