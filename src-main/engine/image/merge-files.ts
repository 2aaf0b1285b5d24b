import { AppError } from '../../../src-shared/errors/app-error';
import { byAddress, fillGaps, findOverlap, type AddressedBytes } from './address-range';

export interface NamedFile extends AddressedBytes {
  readonly name: string;
}

/** No flash is larger; a merged file up to a mistyped offset would not fit into memory. */
const largestFlashBytes = 128 * 1024 * 1024;

/** In order of flash offset. Throws `segments-overlap`, and `past-end-of-flash` for what no flash has room for. */
export function sortFiles(files: readonly NamedFile[]): readonly NamedFile[] {
  const sorted = files.toSorted(byAddress);
  const overlapping = findOverlap(sorted);
  if (overlapping !== null) {
    const before = sorted[sorted.indexOf(overlapping) - 1];
    throw new AppError('segments-overlap', {
      first: before?.name ?? '',
      second: overlapping.name,
      offset: hex(overlapping.address),
    });
  }
  const last = sorted.at(-1);
  if (last !== undefined && last.address + last.data.length > largestFlashBytes)
    throw new AppError('past-end-of-flash', {
      name: last.name,
      end: hex(last.address + last.data.length),
      flashEnd: hex(largestFlashBytes),
    });
  return sorted;
}

export interface RawMergeOptions {
  /** Where the merged file will be written. */
  readonly targetOffset: number;
  /** End of the flash that the file is to fill, in bytes; null ends with the last file. */
  readonly flashSizeBytes: number | null;
}

/**
 * One file with all others at their places from `targetOffset` on, and FF between them. One that is larger than the flash stays so.
 * Takes what `sortFiles` gave. Throws `segments-overlap` where the first file begins before the target.
 */
export function mergeRaw(
  files: readonly NamedFile[],
  { targetOffset, flashSizeBytes }: RawMergeOptions,
): Uint8Array {
  const first = files[0];
  if (first !== undefined && first.address < targetOffset)
    throw new AppError('before-target-offset', {
      name: first.name,
      offset: hex(first.address),
      target: hex(targetOffset),
    });
  const merged = fillGaps(files, targetOffset);
  const wantedBytes = flashSizeBytes === null ? 0 : flashSizeBytes - targetOffset;
  if (merged.length >= wantedBytes) return merged;
  const filled = new Uint8Array(wantedBytes).fill(0xff);
  filled.set(merged);
  return filled;
}

function hex(offset: number): string {
  return `0x${offset.toString(16)}`;
}
