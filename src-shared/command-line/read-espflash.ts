import { ArgumentWalk } from './argument-walk';
import { commandLineError, quoteWord } from './command-line-error';
import { readOffset } from './command-values';
import type { CommandFile, CommandSettings } from './flash-command';
import { SettingsReader, type OptionRule, type OptionRules } from './option-reader';

const granted: OptionRule = { use: 'granted', takes: 'nothing' };
const unused: OptionRule = { use: 'unused', takes: 'nothing' };
const unusedValue: OptionRule = { use: 'unused', takes: 'value' };

/** @source espflash, `ConnectArgs`, `MonitorConfigArgs` and `FlashConfigArgs` of its command line */
const commonRules: OptionRules = {
  '--chip': { use: 'chip', takes: 'value' },
  '-c': { use: 'chip', takes: 'value' },
  '--port': { use: 'port', takes: 'value' },
  '-p': { use: 'port', takes: 'value' },
  '--baud': { use: 'baud', takes: 'value' },
  '-B': { use: 'baud', takes: 'value' },
  '--before': { use: 'granted', takes: 'value', granted: ['default-reset', 'usb-reset'] },
  '-b': { use: 'granted', takes: 'value', granted: ['default-reset', 'usb-reset'] },
  '--after': { use: 'granted', takes: 'value', granted: ['hard-reset', 'watchdog-reset'] },
  '-a': { use: 'granted', takes: 'value', granted: ['hard-reset', 'watchdog-reset'] },
  '--confirm-port': granted,
  '--list-all-ports': granted,
  '--non-interactive': granted,
  '--skip-update-check': granted,
  '-S': granted,
  '--no-stub': unused,
  '--monitor': unused,
  '-M': unused,
  '--monitor-baud': unusedValue,
  '-r': unusedValue,
  '--elf': unusedValue,
  '--no-reset': unused,
  '--log-format': unusedValue,
  '-L': unusedValue,
  '--output-format': unusedValue,
  '-F': unusedValue,
  '--processors': unusedValue,
  '--no-addresses': granted,
};

const flashRules: OptionRules = {
  ...commonRules,
  '--flash-freq': { use: 'frequency', takes: 'value' },
  '-f': { use: 'frequency', takes: 'value' },
  '--flash-mode': { use: 'mode', takes: 'value' },
  '-m': { use: 'mode', takes: 'value' },
  '--flash-size': { use: 'size', takes: 'value' },
  '-s': { use: 'size', takes: 'value' },
  '--ram': unused,
  '--no-verify': unused,
  '--no-skip': unused,
  '--erase-parts': unusedValue,
  '--erase-data-parts': unusedValue,
  '--min-chip-rev': unusedValue,
  '--mmu-page-size': unusedValue,
  '--ignore-app-descriptor': granted,
  '--format': { use: 'granted', takes: 'value', granted: ['esp-idf'] },
  '--target-app-partition': unusedValue,
  '--xtal-freq': unusedValue,
  '-x': unusedValue,
};

/** Options of `espflash flash` that name a file of its own, and the one that says where the table goes. */
const fileOptions: ReadonlySet<string> = new Set([
  '--bootloader',
  '--partition-table',
  '--partition-table-offset',
]);

export interface EspflashReading {
  readonly settings: CommandSettings;
  readonly files: readonly CommandFile[];
}

/** The words after `espflash`. Throws `command-line-invalid` for what writes nothing. */
export function readEspflash(words: readonly string[]): EspflashReading {
  const command = words.findIndex((word) => !word.startsWith('-'));
  const name = words[command] ?? '';
  const rest = [...words.slice(0, Math.max(0, command)), ...words.slice(command + 1)];
  if (name === 'write-bin') return readWriteBin(rest);
  if (name === 'flash') return readFlash(rest);
  throw commandLineError(
    name === '' ? 'no command follows espflash' : `${quoteWord(name)} writes nothing to the flash`,
  );
}

function readWriteBin(words: readonly string[]): EspflashReading {
  const settings = new SettingsReader();
  const walk = new ArgumentWalk(words, settings);
  const address = walk.next(commonRules, (word) => readOffset(word) !== null);
  const offset = readOffset(address ?? '');
  if (offset === null) throw commandLineError(`${quoteWord(address ?? '')} is not an offset`);
  const path = walk.next(commonRules, () => true);
  if (path === null || path === '') throw commandLineError(`no file follows ${quoteWord(address ?? '')}`);
  refuseMore(walk.next(commonRules, () => true));
  return { settings: settings.settings, files: [{ offset, path }] };
}

/** Bootloader and partition table are told by what they are; so is the app, which is an ELF. */
function readFlash(words: readonly string[]): EspflashReading {
  const settings = new SettingsReader();
  const { named, rest } = takeFileOptions(words);
  const walk = new ArgumentWalk(rest, settings);
  const image = walk.next(flashRules, () => true);
  if (image === null || image === '') throw commandLineError('it names no file');
  refuseMore(walk.next(flashRules, () => true));
  const bootloader = named.get('--bootloader');
  const table = named.get('--partition-table');
  const tableOffset = named.get('--partition-table-offset');
  const offset = tableOffset === undefined ? null : readOffset(tableOffset);
  if (tableOffset !== undefined && offset === null)
    throw commandLineError(`${quoteWord(tableOffset)} is not an offset`);
  return {
    settings: settings.settings,
    files: [
      ...(bootloader === undefined ? [] : [{ offset: null, path: bootloader }]),
      ...(table === undefined ? [] : [{ offset, path: table }]),
      { offset: null, path: image },
    ],
  };
}

function takeFileOptions(words: readonly string[]): {
  readonly named: ReadonlyMap<string, string>;
  readonly rest: readonly string[];
} {
  const named = new Map<string, string>();
  const rest: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    const [name = '', ...attached] = word.split('=');
    const long = name.replaceAll('_', '-');
    if (!fileOptions.has(long)) {
      rest.push(word);
      continue;
    }
    const value = word.includes('=') ? attached.join('=') : words[++index];
    if (value === undefined || value === '')
      throw commandLineError(`a value is missing after ${quoteWord(long)}`);
    named.set(long, value);
  }
  return { named, rest };
}

function refuseMore(word: string | null): void {
  if (word !== null) throw commandLineError(`${quoteWord(word)} is one file too many`);
}
