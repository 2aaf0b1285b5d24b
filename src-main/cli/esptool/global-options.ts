import { Option, type Command } from 'commander';
import type { ChipId } from '../../../src-shared/model/chip';
import { flashVoltages, type AfterReset, type BeforeReset, type FlashVoltage } from '../../engine/requests';
import { gather } from '../gather';
import { en } from '../locales/en';
import {
  afterChoices,
  beforeChoices,
  chipChoices,
  choiceOption,
  parseChip,
  parsePositiveInteger,
  stubVersionChoices,
} from './option-values';
import { parseAttempts } from './parse-attempts';

const words = en.esptool;
const defaultBaud = 115_200;
export const defaultConnectAttempts = 7;

/** Options before the command. @source golden/commands.json */
export interface GlobalOptions {
  readonly chip: ChipId | 'auto';
  readonly port?: string;
  readonly baud: number;
  readonly portFilter: readonly string[];
  readonly before: BeforeReset;
  readonly after: AfterReset;
  readonly stub: boolean;
  readonly stubVersion?: (typeof stubVersionChoices)[number];
  readonly trace?: boolean;
  readonly traceFile?: string;
  readonly silent?: boolean;
  readonly overrideVddsdio?: FlashVoltage;
  /** 0: for ever; null: not said. */
  readonly connectAttempts: number | null;
}

export function addGlobalOptions(command: Command): void {
  command
    .addOption(
      new Option('-c, --chip <chip>', words.chip)
        .choices([...chipChoices])
        .argParser(parseChip)
        .default('auto'),
    )
    .addOption(new Option('-p, --port <port>', words.port))
    .addOption(
      new Option('-b, --baud <baud>', words.baud).default(defaultBaud).argParser(parsePositiveInteger),
    )
    .addOption(
      new Option('--port-filter <filter>', words.portFilter).default([], words.noFilter).argParser(gather),
    )
    .addOption(choiceOption('--before <reset>', words.before, beforeChoices).default('default-reset'))
    .addOption(choiceOption('-a, --after <reset>', words.after, afterChoices).default('hard-reset'))
    .option('--no-stub', words.noStub)
    .addOption(choiceOption('--stub-version <version>', words.stubVersion, stubVersionChoices).hideHelp())
    .option('-t, --trace', words.trace)
    .option('--trace-file <file>', words.traceFile)
    // Nothing of what Kiln prints is ever folded away, so that this changes nothing.
    .option('-v, --verbose', words.verbose)
    .option('-s, --silent', words.silent)
    .addOption(choiceOption('--override-vddsdio <voltage>', words.overrideVddsdio, flashVoltages))
    .addOption(
      new Option('--connect-attempts <number>', words.connectAttempts)
        .default(defaultConnectAttempts)
        .argParser(parseAttempts),
    );
}

/** Of the command that they were declared for, after parsing. */
export function readGlobalOptions(command: Command): GlobalOptions {
  const options = command.opts<GlobalOptions>();
  const isSaid = command.getOptionValueSource('connectAttempts') !== 'default';
  return isSaid ? options : { ...options, connectAttempts: null };
}
