import { parseByteNumber } from './parse-number';

/** Short options of more than one letter; the parser knows one letter only. @source golden/commands.json */
const shortOptions: Readonly<Record<string, string>> = {
  '-fm': '--flash-mode',
  '-ff': '--flash-freq',
  '-fs': '--flash-size',
  '-ft': '--flash-type',
  '-sc': '--spi-connection',
};

/** What esptool called them before version 5, underscores aside. @source Espressif, esptool, v5 migration guide */
const renamedOptions: Readonly<Record<string, string>> = {
  '--ignore-flash-encryption-efuse-setting': '--ignore-flash-enc-efuse',
  '--fill-flash-size': '--pad-to-size',
};

/** Takes every word up to the next option, or up to the first offset. */
const manyFilesOption = '--diff-with';

/**
 * Brings both spellings of esptool's command line to one: `write_flash --flash_mode dio -fs 4MB` becomes
 * `write-flash --flash-mode dio --flash-size 4MB`. `commands` are the names with underscores that have a form with dashes.
 */
export function normaliseArguments(
  argv: readonly string[],
  commands: ReadonlySet<string>,
): readonly string[] {
  let commandSeen = false;
  const renamed = argv.map((argument) => {
    if (argument.startsWith('-')) return normaliseOption(argument);
    const dashed = argument.replaceAll('_', '-');
    // Only the first: a file may be named like a command.
    if (commandSeen || !commands.has(dashed)) return argument;
    commandSeen = true;
    return dashed;
  });
  return repeatOption(withoutDiffAnswer(renamed));
}

function normaliseOption(argument: string): string {
  const [name = '', ...value] = argument.split('=');
  const rest = value.length === 0 ? '' : `=${value.join('=')}`;
  const long = shortOptions[name] ?? name;
  if (!long.startsWith('--')) return argument;
  const dashed = long.replaceAll('_', '-');
  return `${renamedOptions[dashed] ?? dashed}${rest}`;
}

/** Before version 5, `--diff` of verify-flash wanted to hear `yes` or `no`. */
function withoutDiffAnswer(argv: readonly string[]): readonly string[] {
  if (!argv.includes('verify-flash')) return argv;
  const kept: string[] = [];
  for (const [index, argument] of argv.entries()) {
    const follows = ['--diff', '-d'].includes(argv[index - 1] ?? '');
    if (argument === '--diff=no' || (follows && argument === 'no')) {
      if (follows) kept.pop();
    } else if (argument === '--diff=yes') kept.push('--diff');
    else if (!follows || argument !== 'yes') kept.push(argument);
  }
  return kept;
}

/** `--diff-with old.bin skip 0x0 new.bin` → `--diff-with old.bin --diff-with skip 0x0 new.bin`. */
function repeatOption(argv: readonly string[]): readonly string[] {
  const repeated: string[] = [];
  let gathering = false;
  for (const argument of argv) {
    const isWord = !argument.startsWith('-') && parseByteNumber(argument) === null;
    gathering = argument === manyFilesOption || (gathering && isWord);
    if (gathering && argument !== manyFilesOption && repeated.at(-1) !== manyFilesOption)
      repeated.push(manyFilesOption);
    repeated.push(argument);
  }
  return repeated;
}
