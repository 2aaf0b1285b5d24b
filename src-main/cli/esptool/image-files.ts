import { basename } from 'node:path';
import { chips } from '../../engine/chips/registry';
import type { ChipSpec } from '../../engine/chips/chip-spec';
import { largestFirmwareBytes, readBounded } from '../../files/read-bounded';
import { en } from '../locales/en';
import { usageError } from '../usage-error';
import type { GlobalOptions } from './global-options';
import { chipChoices } from './option-values';
import { withOutputFile } from './output-file';

const words = en.images;

/** Nothing is connected here that could be asked: these commands need `--chip`. Throws `usage`. */
export function namedChip({ chip }: GlobalOptions): ChipSpec {
  if (chip !== 'auto') return chips[chip];
  const choices = chipChoices.filter((choice) => choice !== 'auto').join(', ');
  throw usageError(words.chipNeeded, { choices });
}

/** Any file up to the size of a flash. Throws the errors of reading files. */
export function readInputFile(path: string): Promise<Uint8Array> {
  return readBounded(path, basename(path), largestFirmwareBytes);
}

/** Throws `file-not-written`. */
export async function writeWholeFile(path: string, bytes: Uint8Array): Promise<void> {
  await withOutputFile(path, async (file) => {
    file.append(bytes);
    file.commit();
  });
}
