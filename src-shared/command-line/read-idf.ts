import { ArgumentWalk } from './argument-walk';
import { commandLineError } from './command-line-error';
import { readChip } from './command-values';
import type { CommandSettings } from './flash-command';
import { SettingsReader, type OptionRule, type OptionRules } from './option-reader';

const granted: OptionRule = { use: 'granted', takes: 'nothing' };
const grantedValue: OptionRule = { use: 'granted', takes: 'value' };
const unusedValue: OptionRule = { use: 'unused', takes: 'value' };

/** What concerns building is done already. @source Espressif, ESP-IDF Programming Guide, idf.py */
const rules: OptionRules = {
  '--port': { use: 'port', takes: 'value' },
  '-p': { use: 'port', takes: 'value' },
  '--baud': { use: 'baud', takes: 'value' },
  '-b': { use: 'baud', takes: 'value' },
  '--project-dir': grantedValue,
  '-C': grantedValue,
  '--build-dir': grantedValue,
  '-B': grantedValue,
  '--generator': grantedValue,
  '-G': grantedValue,
  '--define-cache-entry': grantedValue,
  '-D': grantedValue,
  '--verbose': granted,
  '-v': granted,
  '--preview': granted,
  '--ccache': granted,
  '--no-ccache': granted,
  '--hints': granted,
  '--no-hints': granted,
  '--cmake-warn-uninitialized': granted,
  '-w': granted,
  '--no-warnings': granted,
  '-n': granted,
  '--monitor-baud': unusedValue,
  '--extra-args': unusedValue,
  '--trace': granted,
  '--force': { use: 'unused', takes: 'nothing' },
};

const eraseTargets: ReadonlySet<string> = new Set(['erase-flash', 'erase_flash']);
/** What is done before flashing, or is part of it. */
const silentTargets: ReadonlySet<string> = new Set([
  'flash',
  'build',
  'all',
  'app',
  'reconfigure',
  'clean',
  'fullclean',
]);

/** The words after `idf.py`: settings only, the files are those of the build folder. Throws `command-line-invalid`. */
export function readIdf(words: readonly string[]): CommandSettings {
  const settings = new SettingsReader();
  const walk = new ArgumentWalk(words, settings);
  const targets: string[] = [];
  let chip: CommandSettings['chip'] = null;
  for (let target = walk.next(rules, isTarget); target !== null; target = walk.next(rules, isTarget)) {
    if (targets.at(-1) === 'set-target') chip = readChip(target) ?? null;
    else if (!silentTargets.has(target) && !eraseTargets.has(target) && target !== 'set-target')
      settings.ignore(target);
    targets.push(target);
  }
  if (!targets.some((target) => target === 'flash' || target.endsWith('-flash')))
    throw commandLineError('it does not flash');
  const erases = targets.some((target) => eraseTargets.has(target));
  return {
    ...settings.settings,
    chip: chip ?? chipOfDefinitions(words),
    eraseAll: erases ? true : null,
  };
}

const isTarget = (word: string): boolean => /^[a-z]+(?:[-_][a-z]+)*$/.test(word);

/** `-DIDF_TARGET=esp32c3`, `-D IDF_TARGET=esp32c3`. */
function chipOfDefinitions(words: readonly string[]): CommandSettings['chip'] {
  const definition = words
    .map((word) => /^(?:-D)?IDF_TARGET=(.+)$/.exec(word)?.[1])
    .find((chip) => chip !== undefined);
  return definition === undefined ? null : (readChip(definition) ?? null);
}
