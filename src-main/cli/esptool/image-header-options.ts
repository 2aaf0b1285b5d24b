import type { Command } from 'commander';
import { flashModes, type FlashMode } from '../../../src-shared/model/chip';
import type { ChipSpec } from '../../engine/chips/chip-spec';
import { encodeFlashParameters } from '../../engine/image/flash-parameters';
import { en } from '../locales/en';
import { alsoSpelled, choiceOption, flashFrequencyChoices, flashSizeChoices } from './option-values';

const words = en.images;

/** What goes into the header of an image that is made. */
export interface ImageHeaderOptions {
  readonly flashSize: string;
  readonly flashMode: FlashMode;
  readonly flashFreq?: string;
}

/** Other than when writing: there is no header yet whose settings could be kept. */
export function addImageHeaderOptions(command: Command): void {
  const sizes = flashSizeChoices.filter((size) => size !== 'keep' && size !== 'detect');
  const frequencies = flashFrequencyChoices.filter((frequency) => frequency !== 'keep');
  command
    .addOption(choiceOption('--flash-size <size>', alsoSpelled(words.flashSize, '-fs'), sizes).default('1MB'))
    .addOption(
      choiceOption('--flash-mode <mode>', alsoSpelled(words.flashMode, '-fm'), flashModes).default('qio'),
    )
    .addOption(choiceOption('--flash-freq <frequency>', alsoSpelled(words.flashFreq, '-ff'), frequencies));
}

/** Header bytes 2 and 3. Throws `flash-setting-unknown`. */
export function imageHeaderCodes(
  chip: ChipSpec,
  { flashMode, flashFreq, flashSize }: ImageHeaderOptions,
): { readonly flashMode: number; readonly flashSizeFrequency: number } {
  // Frequency code 0 is what every chip starts with, whatever it means there.
  const codes = encodeFlashParameters(chip, flashMode, flashFreq ?? 'keep', flashSize);
  return { flashMode: codes.mode ?? 0, flashSizeFrequency: (codes.size ?? 0) | (codes.frequency ?? 0) };
}
