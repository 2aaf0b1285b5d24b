import { Option, type Command } from 'commander';
import { en } from '../locales/en';
import { usageError } from '../usage-error';

const words = en.esptool;

/** Commands of esptool that Kiln does not have. @source golden/commands.json */
export const unbuiltCommands: readonly string[] = [
  ...['dump-bbm', 'dump-mem', 'elf2image', 'get-security-info', 'image-info', 'load-ram', 'merge-bin'],
  ...['read-flash-sfdp', 'read-flash-status', 'read-mem', 'read-nand-spare', 'run'],
  ...['write-flash-status', 'write-mem', 'write-nand-spare'],
];

/** Declares options without showing them, so that they are refused by name and not taken for something else. */
export function addUnbuiltOptions(command: Command, flags: readonly string[]): void {
  for (const flag of flags) {
    const option = new Option(flag).hideHelp();
    command.addOption(option);
    command.on(`option:${option.name()}`, () => {
      throw usageError(words.unbuiltOption, { option: option.long ?? flag });
    });
  }
}

export function addUnbuiltCommands(parent: Command): void {
  for (const name of unbuiltCommands) {
    parent
      .command(name, { hidden: true })
      .helpOption(false)
      .allowUnknownOption()
      .allowExcessArguments()
      .action(() => {
        throw usageError(words.unbuiltCommand, { command: name });
      });
  }
}
