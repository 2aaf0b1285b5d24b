import { basename } from 'node:path';
import { AppError } from '../../../src-shared/errors/app-error';
import { chips } from '../../engine/chips/registry';
import type { ChipSpec } from '../../engine/chips/chip-spec';
import { fillGaps } from '../../engine/image/address-range';
import { looksLikeIntelHex, parseIntelHex } from '../../engine/image/intel-hex';
import { largestFirmwareBytes, readBounded } from '../../services/firmware-import/read-firmware-file';
import { formatHex } from '../format-quantities';
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

/**
 * The bytes from `start` on (null: from the first one) of a file that may be Intel HEX; other files are their own bytes.
 * Throws `container-invalid`, `file-too-large`, and `usage` where a HEX file has bytes before `start`.
 */
export function plainBytes(bytes: Uint8Array, name: string, start: number | null): Uint8Array {
  if (!looksLikeIntelHex(bytes)) return bytes;
  const { parts } = parseIntelHex(bytes, name);
  const first = parts[0]?.address ?? 0;
  const from = start ?? first;
  if (parts.length > 0 && first < from)
    throw usageError(words.hexStartsBefore, { name, first: formatHex(first), offset: formatHex(from) });
  const last = parts.at(-1);
  const sizeBytes = last === undefined ? 0 : last.address + last.data.length - from;
  if (sizeBytes > largestFirmwareBytes) throw new AppError('file-too-large', { name, size: sizeBytes });
  return parts.length === 0 ? new Uint8Array(0) : fillGaps(parts, from);
}

/** Throws `file-not-written`. */
export async function writeWholeFile(path: string, bytes: Uint8Array): Promise<void> {
  await withOutputFile(path, async (file) => {
    file.append(bytes);
    file.commit();
  });
}
