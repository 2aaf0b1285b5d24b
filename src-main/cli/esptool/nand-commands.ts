import type { Command } from 'commander';
import { en } from '../locales/en';
import { usageError } from '../usage-error';

/** Commands of esptool for boards with NAND flash, which Kiln does not know. @source golden/commands.json */
export const nandCommandNames: readonly string[] = ['dump-bbm', 'read-nand-spare', 'write-nand-spare'];

/** Declared without being shown, so that they are refused by name and not taken for a spelling mistake. */
export function addNandCommands(parent: Command): void {
  for (const name of nandCommandNames)
    parent
      .command(name, { hidden: true })
      .helpOption(false)
      .allowUnknownOption()
      .allowExcessArguments()
      .action(() => {
        throw usageError(en.esptool.nandCommand, { command: name });
      });
}

export function addNandEndOption(command: Command): void {
  command.option('--nand-end-address <address>', en.esptool.noNand);
  command.options.at(-1)?.hideHelp();
  command.on('option:nand-end-address', () => {
    throw usageError(en.esptool.nandOption, { option: '--nand-end-address' });
  });
}
