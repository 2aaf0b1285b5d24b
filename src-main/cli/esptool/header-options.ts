import type { Command } from 'commander';
import type { FlashMode } from '../../../src-shared/model/chip';
import { en } from '../locales/en';
import {
  alsoSpelled,
  choiceOption,
  flashFrequencyChoices,
  flashModeChoices,
  flashSizeChoices,
} from './option-values';

const words = en.esptool;

/** What goes into the header of the bootloader. */
export interface HeaderOptions {
  readonly flashMode: FlashMode | 'keep';
  readonly flashFreq: string;
  readonly flashSize: string;
}

export function addHeaderOptions(command: Command): void {
  command
    .addOption(
      choiceOption('--flash-mode <mode>', alsoSpelled(words.flashMode, '-fm'), flashModeChoices).default(
        'keep',
      ),
    )
    .addOption(
      choiceOption(
        '--flash-freq <frequency>',
        alsoSpelled(words.flashFreq, '-ff'),
        flashFrequencyChoices,
      ).default('keep'),
    );
  addFlashSizeOption(command, words.flashSize);
}

export function addFlashSizeOption(command: Command, description: string): void {
  command.addOption(
    choiceOption('--flash-size <size>', alsoSpelled(description, '-fs'), flashSizeChoices).default('keep'),
  );
}
