import { basename } from 'node:path';
import type { WriteSegment } from '../../engine/requests';
import { largestFirmwareBytes, readBounded } from '../../files/read-bounded';
import { en } from '../locales/en';
import { usageError } from '../usage-error';
import { readAddressFilePairs } from './address-file-pairs';
import type { FlashAccessOptions } from './flash-access';
import type { HeaderOptions } from './header-options';

const words = en.esptool;
/** In the place of an older file: there is none for this segment. @source Espressif, esptool, `write-flash --diff-with` */
const noFile = 'skip';

export interface WriteFlashOptions extends HeaderOptions, FlashAccessOptions {
  readonly eraseAll?: boolean;
  readonly progress: boolean;
  readonly encrypt?: boolean;
  readonly encryptFiles?: readonly string[];
  readonly ignoreFlashEncEfuse?: boolean;
  readonly diffWith: readonly string[];
  readonly trustFlashContent?: boolean;
  readonly skipFlashed?: boolean;
  readonly force?: boolean;
  readonly compress?: boolean;
}

/** Throws `usage` for options that speak against each other. */
export function checkWriteOptions({
  encrypt,
  encryptFiles,
  diffWith,
  trustFlashContent,
}: WriteFlashOptions): void {
  if (encrypt === true && encryptFiles !== undefined)
    throw usageError(words.eitherOr, { first: '--encrypt', second: '--encrypt-files' });
  if (trustFlashContent === true && diffWith.length === 0)
    throw usageError(words.needsOption, { option: '--trust-flash-content', needed: '--diff-with' });
}

/** The files to write, with what belongs to each. Throws `usage` and the errors of reading files. */
export async function readSegments(
  pairs: readonly string[],
  { encrypt = false, encryptFiles = [], diffWith }: WriteFlashOptions,
): Promise<readonly WriteSegment[]> {
  const plain = await readAddressFilePairs(pairs);
  if (diffWith.length > 0 && diffWith.length !== plain.length)
    throw usageError(words.diffWithCount, { files: plain.length, given: diffWith.length });
  const segments: WriteSegment[] = [];
  for (const [index, segment] of plain.entries()) {
    const previous = await readPrevious(diffWith[index]);
    segments.push({ ...segment, encrypted: encrypt, previous });
  }
  const encrypted = await readAddressFilePairs(encryptFiles);
  return [...segments, ...encrypted.map((segment) => ({ ...segment, encrypted: true }))];
}

async function readPrevious(path: string | undefined): Promise<Uint8Array | undefined> {
  if (path === undefined || path === noFile) return undefined;
  return readBounded(path, basename(path), largestFirmwareBytes);
}
