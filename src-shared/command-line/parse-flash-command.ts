import { toAppError, type AppError } from '../errors/app-error';
import { commandLineError, mostFiles, tooManyFiles } from './command-line-error';
import { silentSettings, type CommandSettings, type FlashCommand } from './flash-command';
import { readEspflash } from './read-espflash';
import { isWriteCommand, readEsptool, readFlashArgs } from './read-esptool';
import { readIdf } from './read-idf';
import { splitCommands, type SimpleCommand } from './split-commands';

/** As much as a request carries. */
const mostCharacters = 65_536;
/** More than anybody pastes: each is read, and most of a long text would be refused one by one. */
const mostCommands = 256;
const longestWritten = 80;

type Tool = FlashCommand['tool'];

interface FoundTool {
  readonly tool: Tool;
  /** Of its name among the words; before the first where the name was left out. */
  readonly index: number;
}

type FoundCommand = FoundTool & SimpleCommand;

type Reading =
  | { readonly type: 'command'; readonly command: FlashCommand }
  | { readonly type: 'erase' }
  | {
      readonly type: 'refused';
      readonly error: AppError;
      /** The command as it was to write; null where it was to do anything else, or to do what others say as well. */
      readonly written: string | null;
    };

/**
 * Reads a pasted flashing command: esptool, espflash, idf.py or the text of `flash_args`, alone or among other lines. Several
 * commands that write for the same chip are taken as one. Linear in the text.
 *
 * Throws `command-line-invalid` where there is none, or where two of them cannot both be meant.
 */
export function parseFlashCommand(text: string): FlashCommand {
  if (text.length > mostCharacters) throw commandLineError('it is too long to be a command');
  const commands = splitCommands(text);
  const found = commands.flatMap((command) => findCommand(command) ?? []);
  if (found.length > mostCommands) throw commandLineError('it has too many commands');
  const readings = found.map(readCommand);
  const writing = readings.flatMap((reading) => (reading.type === 'command' ? [reading.command] : []));
  const withFiles = writing.filter(({ files }) => files.length > 0);
  const first = withFiles[0] ?? writing[0];
  if (first !== undefined) {
    const command = withFiles.slice(1).reduce(mergeCommands, first);
    const refused = readings.flatMap((reading) =>
      reading.type === 'refused' ? (reading.written ?? []) : [],
    );
    const erases = readings.some(({ type }) => type === 'erase');
    return {
      ...command,
      eraseAll: erases ? true : command.eraseAll,
      ignored: [...command.ignored, ...refused],
    };
  }
  if (readings.length === 0) return readArgumentsAlone(commands);
  throw lastRefusal(readings) ?? commandLineError('it erases the flash and writes nothing');
}

function findCommand({ words, isOpen }: SimpleCommand): FoundCommand | null {
  const found = findTool(words.map(({ text }) => text));
  return found && { ...found, words, isOpen };
}

function readCommand({ tool, index, words, isOpen }: FoundCommand): Reading {
  const rest = words.slice(index + 1).flatMap(({ text, redirected }) => (redirected ? [] : [text]));
  const written = writtenBy(rest);
  if (isOpen) return { type: 'refused', error: commandLineError('a quotation mark is not closed'), written };
  try {
    return readTool(tool, rest);
  } catch (error) {
    return { type: 'refused', error: toAppError(error), written };
  }
}

/** ESP-IDF prints the same once more with a file of arguments: that is not missed. */
function writtenBy(words: readonly string[]): string | null {
  const isMeant = words.some((word) => isWriteCommand(word) || word === 'write-bin');
  if (!isMeant || words.some((word) => word.startsWith('@'))) return null;
  return words.join(' ').slice(0, longestWritten);
}

/**
 * Before the tool's name stand prompts, `sudo`, `python -m` and prose: where the command itself is known, the last name before
 * it is the tool's. Elsewhere the first: a file may be called like a tool.
 */
function findTool(words: readonly string[]): FoundTool | null {
  const writeAt = words.findIndex(isWriteCommand);
  if (writeAt === 0) return { tool: 'esptool', index: -1 };
  const index =
    writeAt < 0
      ? words.findIndex((word) => toolOf(word) !== null)
      : words.findLastIndex((word, at) => at < writeAt && toolOf(word) !== null);
  const tool = toolOf(words[index] ?? '');
  return tool === null ? null : { tool, index };
}

function toolOf(word: string): Tool | null {
  const name = word.slice(Math.max(word.lastIndexOf('/'), word.lastIndexOf('\\')) + 1).toLowerCase();
  if (/^esptool(?:\.py|\.exe)?$/.test(name)) return 'esptool';
  if (/^(?:cargo-)?espflash(?:\.exe)?$/.test(name)) return 'espflash';
  return /^idf(?:\.py|\.exe|\.py\.exe)$/.test(name) ? 'idf.py' : null;
}

function readTool(tool: Tool, words: readonly string[]): Reading {
  if (tool === 'idf.py') return { type: 'command', command: { tool, ...readIdf(words), files: [] } };
  if (tool === 'espflash') {
    const { settings, files } = readEspflash(words);
    return { type: 'command', command: { tool, ...settings, files } };
  }
  const reading = readEsptool(words);
  if (reading.type === 'erase') return reading;
  return { type: 'command', command: { tool, ...reading.settings, files: reading.files } };
}

/** The text of `flash_args`: nothing but options, offsets and files, whatever the lines. */
function readArgumentsAlone(commands: readonly SimpleCommand[]): FlashCommand {
  const lines = commands.filter(({ words }) => !(words[0]?.text.startsWith('#') ?? false));
  const words = lines.flatMap((line) => line.words.map(({ text }) => text));
  if (words.length === 0) throw commandLineError('there is nothing in it');
  if (!/^(?:-|0x|\d)/i.test(words[0] ?? '')) throw commandLineError('there is no flashing command in it');
  if (lines.some(({ isOpen }) => isOpen)) throw commandLineError('a quotation mark is not closed');
  const { settings, files } = readFlashArgs(words);
  return { tool: 'flash-args', ...settings, files };
}

/** Throws where only one of the two can be meant. */
function mergeCommands(first: FlashCommand, second: FlashCommand): FlashCommand {
  if (first.chip !== null && second.chip !== null && first.chip !== second.chip)
    throw commandLineError('it has commands for different chips: paste one of them');
  const places = new Map(first.files.map(({ offset, path }) => [offset ?? path, path]));
  const added = second.files.filter(({ offset, path }) => places.get(offset ?? path) !== path);
  if (added.some(({ offset, path }) => places.has(offset ?? path)))
    throw commandLineError('it has commands for the same place in the flash: paste one of them');
  const files = [...first.files, ...added];
  if (files.length > mostFiles) throw tooManyFiles();
  return { tool: first.tool, ...mergeSettings(first, second), files };
}

function mergeSettings(first: CommandSettings, second: CommandSettings): CommandSettings {
  return {
    ...silentSettings,
    chip: first.chip ?? second.chip,
    port: first.port ?? second.port,
    baud: first.baud ?? second.baud,
    flashMode: first.flashMode ?? second.flashMode,
    flashFrequency: first.flashFrequency ?? second.flashFrequency,
    flashSize: first.flashSize ?? second.flashSize,
    eraseAll: first.eraseAll ?? second.eraseAll,
    ignored: [...new Set([...first.ignored, ...second.ignored])],
  };
}

function lastRefusal(readings: readonly Reading[]): AppError | null {
  return readings.findLast((reading) => reading.type === 'refused')?.error ?? null;
}
