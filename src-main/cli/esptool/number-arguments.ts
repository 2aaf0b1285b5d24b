import { en } from '../locales/en';
import { parseByteNumber, parseWord } from '../parse-number';
import { usageError } from '../usage-error';

const words = en.esptool;

/** A flash offset. Each of these throws `usage` for what is none. */
export function offsetArgument(value: string): number {
  const offset = parseWord(value);
  if (offset === null) throw usageError(words.notAnOffset, { value });
  return offset;
}

/** A number of bytes, at least one. */
export function sizeArgument(value: string): number {
  const sizeBytes = parseByteNumber(value);
  if (sizeBytes === null) throw usageError(words.notASize, { value });
  if (sizeBytes === 0) throw usageError(words.sizeIsZero);
  return sizeBytes;
}

/** An address of the chip's memory. */
export function addressArgument(value: string): number {
  const address = parseWord(value);
  if (address === null) throw usageError(words.notAnAddress, { value });
  return address;
}

/** A value of 32 bits. */
export function wordArgument(value: string): number {
  const word = parseWord(value);
  if (word === null) throw usageError(words.notAWord, { value });
  return word;
}
