import { toAppError } from '../errors/app-error';
import { parseFlashCommand } from './parse-flash-command';

/** A tool's name as a command has it: alone, or at the end of a path. */
const toolName = /(?:^|[\s/\\"'`>])(?:esptool|espflash|idf\.py)(?:\.py|\.exe)?(?:$|[\s"'`])/i;
const writeCommand = /(?:^|\s)write[-_]flash(?:$|\s)/;
const mostCharacters = 65_536;

/** Whether pasted text is worth being read as a flashing command, be it a faulty one. */
export function mentionsFlashCommand(text: string): boolean {
  if (text.length > mostCharacters) return false;
  return toolName.test(text) || writeCommand.test(text) || isCommand(text);
}

function isCommand(text: string): boolean {
  try {
    parseFlashCommand(text);
    return true;
  } catch (error) {
    if (toAppError(error).code !== 'command-line-invalid') throw error;
    return false;
  }
}
