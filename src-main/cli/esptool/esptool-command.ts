import type { Command } from 'commander';
import type { CliIo } from '../cli-io';
import { en } from '../locales/en';
import { addEraseCommands } from './erase-commands';
import { addGlobalOptions, unbuiltGlobalOptions, type GlobalOptions } from './global-options';
import { addInfoCommands } from './info-commands';
import { addReadFlashCommand } from './read-flash-command';
import { addUnbuiltCommands, addUnbuiltOptions, unbuiltCommands } from './unbuilt';
import { addVerifyFlashCommand } from './verify-flash-command';
import { addWriteFlashCommand } from './write-flash-command';

/** Names with dashes, for telling which words of a command line may be one with underscores. */
export const esptoolCommandNames: ReadonlySet<string> = new Set([
  ...['chip-id', 'flash-id', 'read-mac', 'write-flash', 'read-flash', 'verify-flash'],
  ...['erase-flash', 'erase-region', 'version'],
  ...unbuiltCommands,
]);

export function addEsptoolCommand(program: Command, io: CliIo): void {
  const esptool = program.command('esptool').description(en.esptool.about).enablePositionalOptions();
  addGlobalOptions(esptool);
  addUnbuiltOptions(esptool, unbuiltGlobalOptions);
  // Known only once the options have been read, which is before a command's action runs.
  const effectiveIo = (): CliIo =>
    esptool.opts<GlobalOptions>().silent === true ? { ...io, out: silent } : io;
  addInfoCommands(esptool, effectiveIo);
  addWriteFlashCommand(esptool, effectiveIo);
  addReadFlashCommand(esptool, effectiveIo);
  addVerifyFlashCommand(esptool, effectiveIo);
  addEraseCommands(esptool, effectiveIo);
  addUnbuiltCommands(esptool);
}

const silent: CliIo['out'] = { isTerminal: false, columns: 80, write: () => undefined };
