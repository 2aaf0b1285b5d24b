import { AppError } from '../errors/app-error';

const longestQuote = 60;
/** As many as a layout has room for. */
export const mostFiles = 256;

/** `reason`: what cannot be used, as the end of a sentence. */
export function commandLineError(reason: string): AppError {
  return new AppError('command-line-invalid', { reason });
}

/** A word of the command within a message: pasted text can be anything, of any length. */
export function quoteWord(word: string): string {
  return `“${word.length > longestQuote ? `${word.slice(0, longestQuote)}…` : word}”`;
}

export function tooManyFiles(): AppError {
  return commandLineError(`it names more than ${mostFiles} files`);
}
