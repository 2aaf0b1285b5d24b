import type { ChipId, FlashMode } from '../model/chip';

/** A flashing plan as esptool can be told it. */
export interface EsptoolCommand {
  readonly chip: ChipId | null;
  readonly port: string | null;
  /** In baud; null: esptool's own. */
  readonly baud: number | null;
  readonly useStub: boolean;
  readonly compress: boolean;
  readonly flashMode: FlashMode | null;
  readonly flashFrequency: string | null;
  /** `detect` too. */
  readonly flashSize: string | null;
  readonly eraseAll: boolean;
  readonly files: readonly { readonly offset: number; readonly path: string }[];
}

export type Shell = 'posix' | 'windows';

/**
 * One line that esptool 5 takes, quoted for the shell: sh and its like, or PowerShell and cmd as far as both agree. Names with
 * line breaks cannot be written on a line and come out broken.
 */
export function formatEsptoolCommand(command: EsptoolCommand, shell: Shell): string {
  const { chip, port, baud, flashMode, flashFrequency, flashSize } = command;
  const words = [
    'esptool',
    ...option('--chip', chip),
    ...option('--port', port),
    ...option('--baud', baud),
    ...(command.useStub ? [] : ['--no-stub']),
    'write-flash',
    ...(command.eraseAll ? ['--erase-all'] : []),
    ...(command.compress ? [] : ['--no-compress']),
    ...option('--flash-mode', flashMode),
    ...option('--flash-freq', flashFrequency),
    ...option('--flash-size', flashSize),
    ...command.files.flatMap(({ offset, path }) => [`0x${offset.toString(16)}`, asFileArgument(path)]),
  ];
  return words.map((word) => quote(word, shell)).join(' ');
}

function option(name: string, value: string | number | null): readonly string[] {
  return value === null ? [] : [name, String(value)];
}

/** A file is never taken for an option, or for a file of arguments. */
function asFileArgument(path: string): string {
  return /^[-@]/.test(path) ? `./${path}` : path;
}

function quote(word: string, shell: Shell): string {
  return shell === 'posix' ? quotePosix(word) : quoteWindows(word);
}

function quotePosix(word: string): string {
  return /^[\w./:+,@%=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Double quotes are known to both shells; what PowerShell would replace in them, or their end, needs its single ones. */
function quoteWindows(word: string): string {
  if (/^[\w./\\:+=-]*[\w./:+=-]$/.test(word)) return word;
  return /["$`]|\\$/.test(word) ? `'${word.replaceAll("'", "''")}'` : `"${word}"`;
}
