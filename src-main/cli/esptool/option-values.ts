import { InvalidArgumentError, Option } from 'commander';
import { fillText } from '../../../src-shared/errors/app-error';
import { chipIds, flashModes } from '../../../src-shared/model/chip';
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

/** An option that takes one of some words, in any case; `short` is how esptool also spells it. */
export function choiceOption(flags: string, description: string, choices: readonly string[]): Option {
  return new Option(flags, description).choices([...choices]).argParser((value: string) => {
    const wanted = value.toLowerCase();
    const found = choices.find((choice) => choice.toLowerCase() === wanted);
    if (found !== undefined) return found;
    throw new InvalidArgumentError(fillText(en.wordReason, { choices: choices.join(', ') }));
  });
}

/** The spelling with one dash and two letters, which is understood but cannot be declared. */
export function alsoSpelled(description: string, short: string): string {
  return fillText(en.esptool.alsoSpelled, { description, short });
}

export function parsePositiveInteger(value: string): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && Number.isSafeInteger(number) && number > 0) return number;
  throw new InvalidArgumentError(en.positiveReason);
}
