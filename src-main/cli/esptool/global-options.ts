import { Option, type Command } from 'commander';
import type { ChipId } from '../../../src-shared/model/chip';
import type { AfterReset, BeforeReset } from '../../engine/requests';
import { gather } from '../gather';
import { en } from '../locales/en';
import {
  afterChoices,
  beforeChoices,
  chipChoices,
  choiceOption,
  parsePositiveInteger,
} from './option-values';
import { parseAttempts } from './parse-attempts';

const words = en.esptool;
const defaultBaud = 115_200;
const defaultAttempts = 7;

/** Options before the command. @source golden/commands.json */
export interface GlobalOptions {
  readonly chip: ChipId | 'auto';
  readonly port?: string;
  readonly baud: number;
  readonly portFilter: readonly string[];
  readonly before: BeforeReset;
  readonly after: AfterReset;
  readonly stub: boolean;
  readonly trace?: boolean;
  readonly silent?: boolean;
  /** 0: for ever. */
  readonly connectAttempts: number;
}

/** Their feature is not there yet: understood, so that the refusal can name them. */
export const unbuiltGlobalOptions: readonly string[] = [
  '--stub-version <version>',
  '--override-vddsdio <voltage>',
];

export function addGlobalOptions(command: Command): void {
  command
    .addOption(choiceOption('-c, --chip <chip>', words.chip, chipChoices).default('auto'))
    .addOption(new Option('-p, --port <port>', words.port))
    .addOption(
      new Option('-b, --baud <baud>', words.baud).default(defaultBaud).argParser(parsePositiveInteger),
    )
    .addOption(new Option('--port-filter <filter>', words.portFilter).default([]).argParser(gather))
    .addOption(choiceOption('--before <reset>', words.before, beforeChoices).default('default-reset'))
    .addOption(choiceOption('-a, --after <reset>', words.after, afterChoices).default('hard-reset'))
    .option('--no-stub', words.noStub)
    .option('-t, --trace', words.trace)
    // Nothing of what Kiln prints is ever folded away, so that this changes nothing.
    .option('-v, --verbose', words.verbose)
    .option('-s, --silent', words.silent)
    .addOption(
      new Option('--connect-attempts <number>', words.connectAttempts)
        .default(defaultAttempts)
        .argParser(parseAttempts),
    );
}
