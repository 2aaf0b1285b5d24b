import type { ExportsFolder } from '../exports-folder';
import type { OfferableCopy } from '../offerable-file';
import type { CollectedCoreDump } from './crash-decoding';

/**
 * A core dump as a file, with its header, as it lies in a board's core dump partition and as Espressif's own tools read it.
 * Throws `file-not-written`.
 */
export async function exportCoreDump(
  { info, bytes }: CollectedCoreDump,
  exports: ExportsFolder,
): Promise<OfferableCopy> {
  const suggestedName = `core-dump-${minuteOf(info.atMs)}.bin`;
  return { path: await exports.write(suggestedName, bytes), suggestedName };
}

/** In this computer's time: `2026-11-21-1504`. */
function minuteOf(atMs: number): string {
  const at = new Date(atMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  return [
    at.getFullYear(),
    two(at.getMonth() + 1),
    two(at.getDate()),
    `${two(at.getHours())}${two(at.getMinutes())}`,
  ].join('-');
}
