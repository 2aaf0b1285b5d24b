import {
  nvsBitmapOffset,
  nvsCrc,
  nvsEntriesPerPage,
  nvsEntryBytes,
  nvsEntryCrc,
  nvsFirstEntryOffset,
  nvsHeaderCrc,
  nvsLongestKeyBytes,
  nvsNoChunk,
  nvsPageBytes,
  nvsPageStateCodes,
  nvsTypeCodes,
  nvsVersionCodes,
} from './nvs-page-format';

export interface NvsItemHead {
  readonly namespaceIndex: number;
  readonly typeCode: number;
  readonly key: string;
}

/** What stands at 24 of an entry: eight bytes, those not set FF. */
type SetField = (field: DataView) => void;

const keyOffset = 8;
const fieldOffset = 24;

/** Puts entries into pages one after the other, each where Espressif's generator puts it. Goes on as long as it is given more. */
export class NvsImageWriter {
  readonly #version: 1 | 2;
  readonly #pages: Uint8Array[] = [];
  #page: Uint8Array;
  /** Entries of the last page that are taken. */
  #used = 0;

  constructor(version: 1 | 2) {
    this.#version = version;
    this.#page = this.#startPage();
  }

  get pages(): readonly Uint8Array[] {
    return this.#pages;
  }

  /** An entry without data behind it. */
  writeSingle(head: NvsItemHead, setField: SetField): void {
    if (this.#used === nvsEntriesPerPage) this.#nextPage();
    this.#writeEntry(head, { span: 1, chunk: nvsNoChunk, setField });
  }

  /** An entry with its data in one page: at most 125 entries of it. */
  writeWithData(head: NvsItemHead, data: Uint8Array): void {
    // The generator never fills a page to its last entry in this way. What needs a whole page gets one, as ESP-IDF does it.
    if (this.#used > 0 && this.#used + spanOf(data) >= nvsEntriesPerPage) this.#nextPage();
    this.#writeData(head, data, nvsNoChunk);
  }

  /** Chunks that fill up the pages, then their index. */
  writeBlob(head: Omit<NvsItemHead, 'typeCode'>, data: Uint8Array): void {
    if (this.#used === nvsEntriesPerPage) this.#nextPage();
    let chunks = 0;
    for (let at = 0; chunks === 0 || at < data.length;) {
      const room = (nvsEntriesPerPage - this.#used - 1) * nvsEntryBytes;
      const chunk = data.subarray(at, at + room);
      this.#writeData({ ...head, typeCode: nvsTypeCodes.blobChunk }, chunk, chunks++);
      at += chunk.length;
      // What follows needs an entry of its own.
      if (at < data.length || room - chunk.length < nvsEntryBytes) this.#nextPage();
    }
    this.writeSingle({ ...head, typeCode: nvsTypeCodes.blobIndex }, (field) => {
      field.setUint32(0, data.length, true);
      field.setUint8(4, chunks);
      field.setUint8(5, 0);
    });
  }

  #writeData(head: NvsItemHead, data: Uint8Array, chunk: number): void {
    this.#writeEntry(head, {
      span: spanOf(data),
      chunk,
      setField: (field) => {
        field.setUint16(0, data.length, true);
        field.setUint32(4, nvsCrc(data), true);
      },
    });
    this.#page.set(data, this.#nextEntryOffset());
    for (let taken = spanOf(data) - 1; taken > 0; taken--) this.#takeEntry();
  }

  #writeEntry(
    { namespaceIndex, typeCode, key }: NvsItemHead,
    { span, chunk, setField }: { span: number; chunk: number; setField: SetField },
  ): void {
    const start = this.#nextEntryOffset();
    const entry = this.#page.subarray(start, start + nvsEntryBytes);
    entry.set([namespaceIndex, typeCode, span, chunk]);
    entry.fill(0, keyOffset, fieldOffset);
    entry.set(new TextEncoder().encode(key).subarray(0, nvsLongestKeyBytes), keyOffset);
    const view = new DataView(entry.buffer, entry.byteOffset, nvsEntryBytes);
    setField(new DataView(entry.buffer, entry.byteOffset + fieldOffset, nvsEntryBytes - fieldOffset));
    view.setUint32(4, nvsEntryCrc(entry), true);
    this.#takeEntry();
  }

  #nextEntryOffset(): number {
    return nvsFirstEntryOffset + this.#used * nvsEntryBytes;
  }

  /** Written is a cleared low bit of its two. */
  #takeEntry(): void {
    const at = nvsBitmapOffset + (this.#used >> 2);
    this.#page[at] = (this.#page[at] ?? 0) & ~(1 << (2 * (this.#used & 3)));
    this.#used++;
  }

  #nextPage(): void {
    new DataView(this.#page.buffer).setUint32(0, nvsPageStateCodes.full, true);
    this.#page = this.#startPage();
  }

  #startPage(): Uint8Array {
    const page = new Uint8Array(nvsPageBytes).fill(0xff);
    const view = new DataView(page.buffer);
    view.setUint32(0, nvsPageStateCodes.active, true);
    view.setUint32(4, this.#pages.length, true);
    view.setUint8(8, nvsVersionCodes[this.#version]);
    view.setUint32(28, nvsHeaderCrc(page), true);
    this.#pages.push(page);
    this.#used = 0;
    return page;
  }
}

function spanOf(data: Uint8Array): number {
  return 1 + Math.ceil(data.length / nvsEntryBytes);
}
