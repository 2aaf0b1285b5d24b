import { crc32 } from 'node:zlib';
import type { NvsPage, NvsValueType } from '../../../src-shared/model/nvs';

/*
 * A page: header[32], states of its entries (two bits each)[32], 126 entries of 32 bytes. All numbers little-endian.
 * @source ESP-IDF "Non-Volatile Storage", Internals
 */
export const nvsPageBytes = 4096;
export const nvsEntryBytes = 32;
export const nvsEntriesPerPage = 126;
export const nvsBitmapOffset = 32;
export const nvsFirstEntryOffset = 64;

/** Key and namespace, without the NUL behind them. */
export const nvsLongestKeyBytes = 15;
/** Index of a namespace's name; the numbers that names stand for go from 1 to 254. */
export const nvsNamesIndex = 0;
export const nvsMostNamespaces = 254;
/** Chunk index of whatever is no chunk of a blob. */
export const nvsNoChunk = 0xff;

/** Each state is reached by clearing more bits, so that no page need be erased for it. */
export const nvsPageStateCodes = {
  blank: 0xffff_ffff,
  active: 0xffff_fffe,
  full: 0xffff_fffc,
  freeing: 0xffff_fff8,
  corrupt: 0xffff_fff0,
  invalid: 0,
} as const satisfies Record<NvsPage['state'], number>;

/** Version byte of a page's header. */
export const nvsVersionCodes = { 1: 0xff, 2: 0xfe } as const;

/** Two bits of the bitmap. */
export const nvsEntryStates = { erased: 0, written: 2, free: 3 } as const;

export type NvsIntegerType = Exclude<NvsValueType, 'string' | 'blob'>;

/** The low digit of the code is the size in bytes, the high one tells signed from unsigned. */
export const nvsIntegerTypes: Readonly<
  Record<NvsIntegerType, { readonly code: number; readonly sizeBytes: number; readonly isSigned: boolean }>
> = {
  u8: { code: 0x01, sizeBytes: 1, isSigned: false },
  i8: { code: 0x11, sizeBytes: 1, isSigned: true },
  u16: { code: 0x02, sizeBytes: 2, isSigned: false },
  i16: { code: 0x12, sizeBytes: 2, isSigned: true },
  u32: { code: 0x04, sizeBytes: 4, isSigned: false },
  i32: { code: 0x14, sizeBytes: 4, isSigned: true },
  u64: { code: 0x08, sizeBytes: 8, isSigned: false },
  i64: { code: 0x18, sizeBytes: 8, isSigned: true },
};

/** Types whose data stands in the entries behind, and the index of blobs of version 2. */
export const nvsTypeCodes = { string: 0x21, blob: 0x41, blobChunk: 0x42, blobIndex: 0x48 } as const;

const crcSeed = 0xffff_ffff;
const headerCrcOffset = 28;
const entryCrcOffset = 4;

/** CRC-32 as ESP chips' ROMs calculate it from a start value of all ones. */
export function nvsCrc(bytes: Uint8Array): number {
  // Of nothing zlib gives 0, whatever it was to start with.
  return bytes.length === 0 ? crcSeed : crc32(bytes, crcSeed);
}

/** Of bytes 4 to 27 of the header; the state is left out, since it changes. */
export function nvsHeaderCrc(header: Uint8Array): number {
  return nvsCrc(header.subarray(4, headerCrcOffset));
}

/** Of an entry's 32 bytes without the CRC itself at 4. */
export function nvsEntryCrc(entry: Uint8Array): number {
  return crc32(entry.subarray(entryCrcOffset + 4, nvsEntryBytes), nvsCrc(entry.subarray(0, entryCrcOffset)));
}

export function hasNvsHeaderCrc(page: Uint8Array): boolean {
  const view = new DataView(page.buffer, page.byteOffset, nvsEntryBytes);
  return view.getUint32(headerCrcOffset, true) === nvsHeaderCrc(page);
}

/** Which state a page's first word means; null for none. */
export function nvsPageState(word: number): NvsPage['state'] | null {
  const states = Object.keys(nvsPageStateCodes) as NvsPage['state'][];
  return states.find((state) => nvsPageStateCodes[state] === word) ?? null;
}
