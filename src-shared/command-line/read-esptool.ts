import { ArgumentWalk } from './argument-walk';
import { commandLineError, mostFiles, quoteWord, tooManyFiles } from './command-line-error';
import { readOffset } from './command-values';
import type { CommandFile, CommandSettings } from './flash-command';
import { SettingsReader, type OptionRule, type OptionRules } from './option-reader';

const granted: OptionRule = { use: 'granted', takes: 'nothing' };
const unused: OptionRule = { use: 'unused', takes: 'nothing' };
const unusedValue: OptionRule = { use: 'unused', takes: 'value' };

/** Before the command. @source golden/commands.json; Espressif, esptool, v5 migration guide */
const globalRules: OptionRules = {
  '--chip': { use: 'chip', takes: 'value' },
  '-c': { use: 'chip', takes: 'value' },
  '--port': { use: 'port', takes: 'value' },
  '-p': { use: 'port', takes: 'value' },
  '--baud': { use: 'baud', takes: 'value' },
  '-b': { use: 'baud', takes: 'value' },
  '--port-filter': unusedValue,
  '--before': { use: 'granted', takes: 'value', granted: ['default-reset', 'usb-reset'] },
  '--after': { use: 'granted', takes: 'value', granted: ['hard-reset', 'watchdog-reset'] },
  '-a': { use: 'granted', takes: 'value', granted: ['hard-reset', 'watchdog-reset'] },
  '--no-stub': unused,
  '--stub-version': unusedValue,
  '--trace': granted,
  '-t': granted,
  '--trace-file': unusedValue,
  '--verbose': granted,
  '-v': granted,
  '--silent': granted,
  '-s': granted,
  '--override-vddsdio': unusedValue,
  '--connect-attempts': { use: 'granted', takes: 'value' },
};

/** Of write-flash, and of the text in `flash_args`. */
const writeRules: OptionRules = {
  '--erase-all': { use: 'erase-all', takes: 'nothing' },
  '-e': { use: 'erase-all', takes: 'nothing' },
  '--no-progress': granted,
  '-p': granted,
  '--compress': granted,
  '-z': granted,
  '--no-compress': unused,
  '-u': unused,
  // Everything is compared here; the option is from before version 3.
  '--verify': granted,
  '-v': granted,
  '--skip-flashed': granted,
  '-s': granted,
  '--encrypt': unused,
  '--encrypt-files': { use: 'unused', takes: 'words' },
  '--ignore-flash-enc-efuse': unused,
  '--ignore-flash-encryption-efuse-setting': unused,
  '--diff-with': { use: 'unused', takes: 'names' },
  '--trust-flash-content': unused,
  '--force': unused,
  '--nand-end-address': unusedValue,
  '--flash-size': { use: 'size', takes: 'value' },
  '-fs': { use: 'size', takes: 'value' },
  '--flash-mode': { use: 'mode', takes: 'value' },
  '-fm': { use: 'mode', takes: 'value' },
  '--flash-freq': { use: 'frequency', takes: 'value' },
  '-ff': { use: 'frequency', takes: 'value' },
  '--flash-type': { use: 'granted', takes: 'value', granted: ['nor'] },
  '-ft': { use: 'granted', takes: 'value', granted: ['nor'] },
  '--spi-connection': unusedValue,
  '-sc': unusedValue,
};

const writeCommands: ReadonlySet<string> = new Set(['write-flash', 'write_flash']);
const eraseCommands: ReadonlySet<string> = new Set(['erase-flash', 'erase_flash']);

export const isWriteCommand = (word: string): boolean => writeCommands.has(word);

export type EsptoolReading =
  | { readonly type: 'write'; readonly settings: CommandSettings; readonly files: readonly CommandFile[] }
  | { readonly type: 'erase' };

/** The words after `esptool`. Throws `command-line-invalid` for what writes nothing and erases nothing. */
export function readEsptool(words: readonly string[]): EsptoolReading {
  const settings = new SettingsReader();
  const walk = new ArgumentWalk(words, settings);
  const isCommand = (word: string) => writeCommands.has(word) || eraseCommands.has(word);
  const command = walk.next(globalRules, isCommand);
  if (command === null) throw commandLineError('no command follows esptool');
  if (eraseCommands.has(command)) return { type: 'erase' };
  if (!writeCommands.has(command))
    throw commandLineError(`${quoteWord(command)} writes nothing to the flash`);
  const files = readPairs(walk);
  return { type: 'write', settings: settings.settings, files };
}

/** What stands in `flash_args`: options and pairs of offset and file. */
export function readFlashArgs(words: readonly string[]): {
  readonly settings: CommandSettings;
  readonly files: readonly CommandFile[];
} {
  const settings = new SettingsReader();
  const files = readPairs(new ArgumentWalk(words, settings));
  return { settings: settings.settings, files };
}

function readPairs(walk: ArgumentWalk): readonly CommandFile[] {
  const files: CommandFile[] = [];
  for (;;) {
    const address = walk.next(writeRules, (word) => readOffset(word) !== null || word.startsWith('@'));
    if (address === null) break;
    if (address.startsWith('@'))
      throw commandLineError(
        `it takes its files from ${quoteWord(address.slice(1))}: drop the folder with that file`,
      );
    const offset = readOffset(address);
    if (offset === null) throw commandLineError(`${quoteWord(address)} is not an offset`);
    const path = walk.next(writeRules, () => true);
    if (path === null || path === '') throw commandLineError(`no file follows ${quoteWord(address)}`);
    if (files.length === mostFiles) throw tooManyFiles();
    files.push({ offset, path });
  }
  if (files.length === 0) throw commandLineError('it names no file');
  return files;
}
