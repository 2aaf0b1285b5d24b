import { looksLikeIntelHex } from '../../engine/image/intel-hex';
import { looksLikeUf2 } from '../../engine/image/uf2';
import { readContainer } from '../images/container';
import { expandCsv } from './expand-csv';
import { expandElf, looksLikeElf } from './expand-elf';
import { expandMerged } from './expand-merged';
import { expandRanges } from './expand-ranges';
import { expandUf2 } from './expand-uf2';
import type { Asked, ExpandOptions, Expansion } from './expansion';

/**
 * What is flashed instead of the file itself; null for a file that is flashed as it is. Its contents decide, and its name
 * where they are text. Linear in the size of the file.
 * Throws `container-invalid`, `elf-invalid`, `image-impossible`, `partition-csv-invalid`, `partition-table-invalid`.
 */
export function expandFile(bytes: Uint8Array, options: ExpandOptions): Expansion | Asked | null {
  const { name, merged } = options;
  if (looksLikeUf2(bytes)) return expandUf2(bytes, options);
  if (looksLikeIntelHex(bytes)) {
    const container = readContainer(bytes, name);
    return container === null ? null : expandRanges(container, options);
  }
  if (looksLikeElf(bytes)) return expandElf(bytes, options);
  if (/\.csv$/i.test(name)) return expandCsv(bytes, options);
  return merged === 'split' ? expandMerged(bytes, options) : null;
}
