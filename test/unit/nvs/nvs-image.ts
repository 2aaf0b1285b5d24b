import { buildNvs } from '../../../src-main/engine/nvs/build-nvs';
import { nvsEntryCrc, nvsHeaderCrc } from '../../../src-main/engine/nvs/nvs-page-format';
import { parseNvsCsv } from '../../../src-main/engine/nvs/parse-nvs-csv';

/** A partition with these rows of a CSV, header left out. */
export function nvsImage(
  rows: readonly string[],
  { pages = 3, version = 2 }: { pages?: number; version?: 1 | 2 } = {},
): Uint8Array<ArrayBuffer> {
  const csv = ['key,type,encoding,value', ...rows].join('\n');
  return buildNvs(parseNvsCsv(csv), { sizeBytes: pages * 4096, version });
}

export function entryOffset(page: number, entry: number): number {
  return page * 4096 + 64 + entry * 32;
}

/** 3 free, 2 written, 0 erased; 1 is none. */
export function setEntryState(image: Uint8Array, page: number, entry: number, state: number): void {
  const at = page * 4096 + 32 + (entry >> 2);
  const shift = 2 * (entry & 3);
  image[at] = ((image[at] ?? 0) & ~(3 << shift)) | (state << shift);
}

/** Changes an entry and makes its CRC right again. */
export function changeEntry(
  image: Uint8Array,
  page: number,
  entry: number,
  change: (raw: Uint8Array) => void,
): void {
  const start = entryOffset(page, entry);
  const raw = image.subarray(start, start + 32);
  change(raw);
  new DataView(raw.buffer, raw.byteOffset).setUint32(4, nvsEntryCrc(raw), true);
}

/** Changes a header and makes its CRC right again. */
export function changeHeader(image: Uint8Array, page: number, change: (header: DataView) => void): void {
  const start = page * 4096;
  const header = new DataView(image.buffer, image.byteOffset + start, 32);
  change(header);
  header.setUint32(28, nvsHeaderCrc(image.subarray(start, start + 32)), true);
}
