/** Types of values, as ESP-IDF's NVS CSV and its pages know them. */
export type NvsValueType = 'u8' | 'i8' | 'u16' | 'i16' | 'u32' | 'i32' | 'u64' | 'i64' | 'string' | 'blob';

/** @source ESP-IDF "Non-Volatile Storage", internals */
export interface NvsEntry {
  readonly namespace: string;
  readonly key: string;
  readonly type: NvsValueType;
  /** Numbers in decimal, strings as they are, blobs in hex. */
  readonly value: string;
  /** Of the value, in bytes. */
  readonly sizeBytes: number;
  /** Page that it begins in. */
  readonly page: number;
}

export interface NvsPage {
  readonly state: 'blank' | 'active' | 'full' | 'freeing' | 'corrupt' | 'invalid';
  readonly sequence: number | null;
  /** Of the 126 entries of 32 bytes. */
  readonly written: number;
  readonly erased: number;
  readonly free: number;
}

export interface NvsProblem {
  /** Words under `nvsProblems` in the locale files. */
  readonly code:
    'page-header-damaged' | 'entry-damaged' | 'data-damaged' | 'namespace-missing' | 'blob-incomplete';
  readonly page: number;
  /** Entry in the page; null where it is about the page. */
  readonly entry: number | null;
}

export interface NvsContents {
  /** 1: blobs in one page; 2: blobs over several. Null where no page tells. */
  readonly version: 1 | 2 | null;
  readonly sizeBytes: number;
  readonly pages: readonly NvsPage[];
  /** In the order of the pages; what was overwritten or erased is not among them. */
  readonly entries: readonly NvsEntry[];
  readonly problems: readonly NvsProblem[];
  /** Pages are valid, entries are not: NVS encryption. Nothing can be read then. */
  readonly encrypted: boolean;
}
