import type { ElfFile } from '../image/elf';
import { textAt } from './byte-cursor';
import { GrowingWords } from './growing-words';

export interface FunctionSymbol {
  readonly name: string;
  readonly address: number;
  /** 0 where the assembler was not told. */
  readonly sizeBytes: number;
  /** The source that the symbol table names for it: without folders, as a rule; empty where it names none. */
  readonly file: string;
}

const symbolBytes = 16;
/** st_info: the lower four bits. @source ELF specification, figure 1-18 */
const symbolType = { none: 0, function: 2, file: 4, indirectFunction: 10 } as const;
const bindingLocal = 0;
/** Functions in assembly have fewer labels. */
const mostLabels = 1000;
/** Words of a record: address, offset of the symbol, offset of its file's symbol + 1. */
const recordWords = 3;

/** Functions of .symtab, for code that no other debug information covers. */
export class SymbolTable {
  readonly #symbols: DataView;
  readonly #names: Uint8Array;
  /** Sorted by address. */
  readonly #records: Uint32Array;
  /** Null outside of code. */
  readonly #sectionStartOf: (address: number) => number | null;

  constructor(elf: ElfFile, sectionStartOf: (address: number) => number | null) {
    const contents = (name: string): Uint8Array =>
      elf.sections.find((section) => section.name === name)?.data ?? new Uint8Array(0);
    const symbols = contents('.symtab');
    this.#symbols = new DataView(symbols.buffer, symbols.byteOffset, symbols.byteLength);
    this.#names = contents('.strtab');
    this.#sectionStartOf = sectionStartOf;
    this.#records = this.#readRecords();
  }

  /** The last function that begins at `address` or before it in the same section; null without one. */
  at(address: number): FunctionSymbol | null {
    const start = this.#sectionStartOf(address);
    const last = this.#lastUpTo(address);
    if (start === null || last < 0) return null;
    const found = this.#records[last * recordWords] ?? 0;
    if (found < start) return null;
    let best = last;
    for (let record = last - 1; this.#records[record * recordWords] === found; record--)
      if (this.#isBetter(record, best, address)) best = record;
    return this.#symbol(this.#isTyped(best) ? best : (this.#functionAround(best, address) ?? best));
  }

  /** A label within a function is none: the function before it whose size reaches the address. */
  #functionAround(label: number, address: number): number | null {
    for (let record = label - 1; record >= Math.max(0, label - mostLabels); record--) {
      if (!this.#isTyped(record)) continue;
      const reach = (this.#records[record * recordWords] ?? 0) + this.#sizeOf(this.#offsetOf(record));
      return reach > address ? record : null;
    }
    return null;
  }

  #isTyped(record: number): boolean {
    return this.#typeOf(this.#offsetOf(record)) !== symbolType.none;
  }

  #readRecords(): Uint32Array {
    const records = new GrowingWords(256);
    let file = 0;
    let sawSymbol = false;
    let fileAfterSymbol = false;
    for (let at = 0; at + symbolBytes <= this.#symbols.byteLength; at += symbolBytes) {
      const type = this.#typeOf(at);
      if (type === symbolType.file) {
        file = at + 1;
        fileAfterSymbol ||= sawSymbol;
        continue;
      }
      sawSymbol = true;
      const address = this.#symbols.getUint32(at + 4, true);
      if (!this.#isFunction(at, type) || this.#sectionStartOf(address) === null) continue;
      const isLocal = this.#symbols.getUint8(at + 12) >> 4 === bindingLocal;
      records.push(address);
      records.push(at);
      // Globals come behind all files' locals: the last file's name is not theirs, unless there is only one file.
      records.push(isLocal || !fileAfterSymbol ? file : 0);
    }
    records.sortRecords(0, recordWords);
    return records.finish();
  }

  #typeOf(at: number): number {
    return this.#symbols.getUint8(at + 12) & 0x0f;
  }

  /** Labels that assemblers make for themselves mark no functions. */
  #isFunction(at: number, type: number): boolean {
    if (type === symbolType.function || type === symbolType.indirectFunction) return true;
    if (type !== symbolType.none || this.#symbols.getUint16(at + 14, true) === 0) return false;
    const nameAt = this.#symbols.getUint32(at, true);
    const first = this.#names[nameAt] ?? 0;
    const isAssemblers = first === 0x24 || (first === 0x2e && this.#names[nameAt + 1] === 0x4c);
    return first !== 0 && !isAssemblers;
  }

  /** Of symbols at one address: one that reaches the address, then a typed one, then the smaller one. */
  #isBetter(candidate: number, best: number, address: number): boolean {
    const [a, b] = [this.#offsetOf(candidate), this.#offsetOf(best)];
    const [aBytes, bBytes] = [this.#sizeOf(a), this.#sizeOf(b)];
    const distance = address - (this.#records[best * recordWords] ?? 0);
    const [aReaches, bReaches] = [Math.max(aBytes, 1) > distance, Math.max(bBytes, 1) > distance];
    if (aReaches !== bReaches) return aReaches;
    if (!aReaches) return aBytes >= bBytes;
    const isTyped = this.#isTyped(candidate);
    return isTyped === this.#isTyped(best) ? aBytes <= bBytes : isTyped;
  }

  #offsetOf(record: number): number {
    return this.#records[record * recordWords + 1] ?? 0;
  }

  #sizeOf(at: number): number {
    return this.#symbols.getUint32(at + 8, true);
  }

  #symbol(record: number): FunctionSymbol {
    const at = this.#offsetOf(record);
    const file = this.#records[record * recordWords + 2] ?? 0;
    return {
      name: this.#nameOf(at),
      address: this.#symbols.getUint32(at + 4, true),
      sizeBytes: this.#sizeOf(at),
      file: file === 0 ? '' : this.#nameOf(file - 1),
    };
  }

  #nameOf(at: number): string {
    return textAt(this.#names, this.#symbols.getUint32(at, true));
  }

  #lastUpTo(address: number): number {
    let from = 0;
    let to = this.#records.length / recordWords;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((this.#records[middle * recordWords] ?? 0) <= address) from = middle + 1;
      else to = middle;
    }
    return from - 1;
  }
}
