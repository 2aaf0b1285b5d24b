import { basename, resolve } from 'node:path';
import { readBounded } from '../files/read-bounded';
import { en } from './locales/en';
import { usageError } from './usage-error';

const largestFileBytes = 1024 * 1024;

/**
 * Puts the words of each `@file` in its place, as esptool does: ESP-IDF writes such a file as `flash_args`. The words of a file
 * are taken as they are. Throws `file-not-found`, `file-unreadable`, `file-too-large`, `usage`.
 */
export async function expandArgumentFiles(
  argv: readonly string[],
  workingFolder: string,
): Promise<readonly string[]> {
  const expanded: string[] = [];
  for (const argument of argv) {
    if (!/^@./.test(argument)) expanded.push(argument);
    else expanded.push(...(await readArguments(argument.slice(1), workingFolder)));
  }
  return expanded;
}

async function readArguments(path: string, workingFolder: string): Promise<readonly string[]> {
  const name = basename(path);
  const bytes = await readBounded(resolve(workingFolder, path), name, largestFileBytes);
  const words = splitWords(new TextDecoder().decode(bytes));
  if (words === null) throw usageError(en.quoteMissing, { name });
  return words;
}

/** Words between white space; quotes keep white space within a word. Null where a quote has no end. */
export function splitWords(text: string): readonly string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let quote: string | null = null;
  for (const character of text) {
    if (quote !== null) {
      if (character === quote) quote = null;
      else word = (word ?? '') + character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (/\s/.test(character)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + character;
  }
  if (word !== null) words.push(word);
  return quote === null ? words : null;
}
