import type { NvsPage, NvsProblem } from '../../../src-shared/model/nvs';
import {
  hasNvsHeaderCrc,
  nvsBitmapOffset,
  nvsCrc,
  nvsEntriesPerPage,
  nvsEntryBytes,
  nvsEntryCrc,
  nvsEntryStates,
  nvsFirstEntryOffset,
  nvsIntegerTypes,
  nvsLongestKeyBytes,
  nvsPageState,
  nvsTypeCodes,
  nvsVersionCodes,
} from './nvs-page-format';

/** An entry whose CRCs are right. */
export interface NvsItem {
  readonly page: number;
  /** Entry in the page. */
  readonly entry: number;
  readonly namespaceIndex: number;
  readonly typeCode: number;
  readonly chunkIndex: number;
  readonly key: string;
  /** What stands at 24 of the entry: a number, or the index of a blob. */
  readonly field: DataView;
  /** Of strings, blobs and chunks; empty for others. */
  readonly data: Uint8Array;
}

export interface NvsPageContents {
  readonly page: NvsPage;
  readonly version: 1 | 2 | null;
  readonly items: readonly NvsItem[];
  readonly problems: readonly NvsProblem[];
  /** Some written entry has the shape of one, whether its CRC is right or not: never so where NVS is encrypted. */
  readonly hasPlainEntries: boolean;
}

const variableTypes: readonly number[] = [nvsTypeCodes.string, nvsTypeCodes.blob, nvsTypeCodes.blobChunk];
const singleTypes: readonly number[] = [
  ...Object.values(nvsIntegerTypes).map(({ code }) => code),
  nvsTypeCodes.blobIndex,
];
const keyOffset = 8;
const fieldOffset = 24;

/**
 * One page of 4096 bytes. An entry: namespace:u8, type:u8, span:u8 (entries with those that hold its data), chunk:u8, CRC:u32,
 * key[16], then a number, or size:u16, 2 unused, CRC of the data:u32.
 * @source ESP-IDF "Non-Volatile Storage", Structure of a Page, Structure of Entry
 */
export function readNvsPage(bytes: Uint8Array, number: number): NvsPageContents {
  const view = new DataView(bytes.buffer, bytes.byteOffset, nvsEntryBytes);
  const state = nvsPageState(view.getUint32(0, true));
  if (state === 'blank') return isBlank(bytes) ? blankPage : unreadable(number);
  const version = versionOf(view.getUint8(8));
  if (state === null || version === null || !hasNvsHeaderCrc(bytes)) return unreadable(number);
  const sequence = view.getUint32(4, true);
  const states = Array.from({ length: nvsEntriesPerPage }, (_, entry) => entryState(bytes, entry));
  const count = (wanted: number): number => states.filter((found) => found === wanted).length;
  const [written, free] = [count(nvsEntryStates.written), count(nvsEntryStates.free)];
  const page = { state, sequence, written, erased: nvsEntriesPerPage - written - free, free };
  // ESP-IDF erases such pages and looks at nothing in them.
  if (state === 'corrupt' || state === 'invalid')
    return { page, version, items: [], problems: [], hasPlainEntries: false };
  return { page, version, ...readEntries(bytes, number, states) };
}

const blankPage: NvsPageContents = {
  page: { state: 'blank', sequence: null, written: 0, erased: 0, free: nvsEntriesPerPage },
  version: null,
  items: [],
  problems: [],
  hasPlainEntries: false,
};

function unreadable(number: number): NvsPageContents {
  return {
    page: { state: 'corrupt', sequence: null, written: 0, erased: 0, free: 0 },
    version: null,
    items: [],
    problems: [{ code: 'page-header-damaged', page: number, entry: null }],
    hasPlainEntries: false,
  };
}

/** A plain loop: most of a large partition is blank, and `every` takes ten times as long. */
function isBlank(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) if (bytes[at] !== 0xff) return false;
  return true;
}

function versionOf(code: number): 1 | 2 | null {
  if (code === nvsVersionCodes[1]) return 1;
  return code === nvsVersionCodes[2] ? 2 : null;
}

function entryState(page: Uint8Array, entry: number): number {
  return ((page[nvsBitmapOffset + (entry >> 2)] ?? 0) >> (2 * (entry & 3))) & 3;
}

function readEntries(
  bytes: Uint8Array,
  page: number,
  states: readonly number[],
): Pick<NvsPageContents, 'items' | 'problems' | 'hasPlainEntries'> {
  const items: NvsItem[] = [];
  const problems: NvsProblem[] = [];
  let hasPlainEntries = false;
  // Behind an entry that cannot be read stands its data: that is no damage of its own.
  let follows = false;
  for (let entry = 0; entry < nvsEntriesPerPage;) {
    if (states[entry] !== nvsEntryStates.written) {
      follows = false;
      entry++;
      continue;
    }
    const raw = entryAt(bytes, entry);
    hasPlainEntries ||= looksLikeEntry(raw);
    const span = spanOf(raw, entry);
    if (span === null) {
      if (!follows) problems.push({ code: 'entry-damaged', page, entry });
      follows = true;
      entry++;
      continue;
    }
    follows = false;
    const data = dataOf(bytes, entry, span, states);
    if (data === null) problems.push({ code: 'data-damaged', page, entry });
    else items.push({ page, entry, ...decodeEntry(raw), data });
    entry += span;
  }
  return { items, problems, hasPlainEntries };
}

function entryAt(page: Uint8Array, entry: number): Uint8Array {
  const start = nvsFirstEntryOffset + entry * nvsEntryBytes;
  return page.subarray(start, start + nvsEntryBytes);
}

/** How many entries this one takes; null where its CRC is wrong or what it says is impossible. */
function spanOf(raw: Uint8Array, entry: number): number | null {
  const view = new DataView(raw.buffer, raw.byteOffset, nvsEntryBytes);
  if (view.getUint32(4, true) !== nvsEntryCrc(raw)) return null;
  const [type, span] = [view.getUint8(1), view.getUint8(2)];
  if (singleTypes.includes(type)) return span === 1 ? span : null;
  if (!variableTypes.includes(type)) return null;
  const fits = view.getUint16(fieldOffset, true) <= (span - 1) * nvsEntryBytes;
  return fits && entry + span <= nvsEntriesPerPage ? span : null;
}

/** Null where not all of it was written or its CRC is wrong. */
function dataOf(
  bytes: Uint8Array,
  entry: number,
  span: number,
  states: readonly number[],
): Uint8Array | null {
  const view = new DataView(entryAt(bytes, entry).buffer, entryAt(bytes, entry).byteOffset, nvsEntryBytes);
  if (!variableTypes.includes(view.getUint8(1))) return new Uint8Array(0);
  if (states.slice(entry, entry + span).some((state) => state !== nvsEntryStates.written)) return null;
  const start = nvsFirstEntryOffset + (entry + 1) * nvsEntryBytes;
  const data = bytes.subarray(start, start + view.getUint16(fieldOffset, true));
  return view.getUint32(fieldOffset + 4, true) === nvsCrc(data) ? data : null;
}

function decodeEntry(raw: Uint8Array): Omit<NvsItem, 'page' | 'entry' | 'data'> {
  const view = new DataView(raw.buffer, raw.byteOffset, nvsEntryBytes);
  const key = raw.subarray(keyOffset, keyOffset + nvsLongestKeyBytes);
  const end = key.indexOf(0);
  return {
    namespaceIndex: view.getUint8(0),
    typeCode: view.getUint8(1),
    chunkIndex: view.getUint8(3),
    key: new TextDecoder().decode(end < 0 ? key : key.subarray(0, end)),
    field: new DataView(raw.buffer, raw.byteOffset + fieldOffset, nvsEntryBytes - fieldOffset),
  };
}

/** A type that exists and a key of readable characters filled up with NUL: chance does not make that. */
function looksLikeEntry(raw: Uint8Array): boolean {
  const type = raw[1] ?? 0;
  if (!singleTypes.includes(type) && !variableTypes.includes(type)) return false;
  const key = raw.subarray(keyOffset, fieldOffset);
  const end = key.indexOf(0);
  if (end < 1) return false;
  const isReadable = key.subarray(0, end).every((byte) => byte > 0x20 && byte < 0x7f);
  return isReadable && key.subarray(end).every((byte) => byte === 0);
}
