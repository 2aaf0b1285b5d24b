/** Short options of more than one letter; the parser knows one letter only. @source golden/commands.json */
const shortOptions: Readonly<Record<string, string>> = {
  '-fm': '--flash-mode',
  '-ff': '--flash-freq',
  '-fs': '--flash-size',
  '-ft': '--flash-type',
  '-sc': '--spi-connection',
};

/** How esptool spelled the values of `--before` and `--after` before version 5. */
const resetValues = new Set([
  'default_reset',
  'usb_reset',
  'no_reset',
  'no_reset_no_sync',
  'hard_reset',
  'soft_reset',
  'no_reset_stub',
  'watchdog_reset',
]);

/**
 * Brings both spellings of esptool's command line to one: `write_flash --flash_mode dio -fs 4MB` becomes
 * `write-flash --flash-mode dio --flash-size 4MB`. `commands` are the names with underscores that have a form with dashes.
 */
export function normaliseArguments(
  argv: readonly string[],
  commands: ReadonlySet<string>,
): readonly string[] {
  let commandSeen = false;
  return argv.map((argument, index) => {
    if (argument.startsWith('-')) return normaliseOption(argument);
    const previous = argv[index - 1] ?? '';
    if (resetValues.has(argument) && /^(--before|--after|-a)$/.test(previous))
      return argument.replaceAll('_', '-');
    const dashed = argument.replaceAll('_', '-');
    // Only the first: a file may be named like a command.
    if (commandSeen || !commands.has(dashed)) return argument;
    commandSeen = true;
    return dashed;
  });
}

function normaliseOption(argument: string): string {
  const [name = '', ...value] = argument.split('=');
  const rest = value.length === 0 ? '' : `=${value.join('=')}`;
  const long = shortOptions[name] ?? name;
  if (!long.startsWith('--')) return argument;
  const isReset = long === '--before' || long === '--after';
  return `${long.replaceAll('_', '-')}${isReset ? rest.replaceAll('_', '-') : rest}`;
}
