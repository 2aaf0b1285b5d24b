import { readAbbreviations, type Abbreviation, type Abbreviations } from './abbreviations';
import { RangeReader, type AddressRange } from './address-ranges';
import { ByteCursor, damaged } from './byte-cursor';
import type { DebugSections } from './debug-sections';
import { plainLanguages } from './dwarf-numbers';
import type { FormValue } from './form-values';
import { LineTable } from './line-table';
import { readEntryValues, type EntryValues } from './read-entry';
import { noEntries, readUnitEntries, type UnitEntries } from './unit-functions';
import type { UnitHeader } from './unit-headers';
import { UnitRoot } from './unit-root';

export interface UnitContext {
  readonly sections: DebugSections;
  isCode(address: number): boolean;
}

export interface EntryRecord {
  readonly abbreviation: Abbreviation;
  readonly values: EntryValues;
}

/** One compilation unit; its entries and lines are read when they are asked for first. */
export class DwarfUnit {
  readonly header: UnitHeader;
  readonly #context: UnitContext;
  readonly #abbreviations: Abbreviations;
  readonly #root: UnitRoot;
  /** Bytes that its abbreviations take. */
  readonly abbreviationBytes: number;
  #entries: UnitEntries | null = null;
  /** Undefined before the first look, null where there is none that can be read. */
  #lines: LineTable | null | undefined = undefined;

  /** Throws `elf-invalid`. */
  constructor(context: UnitContext, header: UnitHeader) {
    this.header = header;
    this.#context = context;
    const { table, sizeBytes } = readAbbreviations(
      context.sections.get('.debug_abbrev'),
      header.abbreviationsOffset,
    );
    this.#abbreviations = table;
    this.abbreviationBytes = sizeBytes;
    this.#root = new UnitRoot(context.sections, header, table);
  }

  /** Its names are the linker's names. */
  get isPlain(): boolean {
    return plainLanguages.has(this.#root.language ?? 0);
  }

  get statementList(): number | null {
    return this.#root.statementList;
  }

  /** How much memory it takes, in units of about 32 bytes. */
  get weight(): number {
    const entries =
      this.#entries === null ? 0 : this.#entries.functions.length * 4 + this.#entries.scopes.length * 2;
    return 100 + entries + (this.#lines?.rowCount ?? 0);
  }

  /** What its first entry says that it covers. Throws `elf-invalid`. */
  rootRanges(): readonly AddressRange[] {
    return this.#rangeReader().rangesOf(this.#root.values);
  }

  /** Throws `elf-invalid`. */
  entries(): UnitEntries {
    if (this.#entries !== null) return this.#entries;
    // Stays so where they cannot be read: nobody reads them twice.
    this.#entries = noEntries;
    this.#entries = readUnitEntries({
      header: this.header,
      section: this.#context.sections.get('.debug_info'),
      abbreviations: this.#abbreviations,
      ranges: this.#rangeReader(),
      isCode: (address) => this.#context.isCode(address),
    });
    return this.#entries;
  }

  /** Null for units without lines. Throws `elf-invalid`. */
  lines(): LineTable | null {
    if (this.#lines !== undefined) return this.#lines;
    // Stays so where the table cannot be read: nobody reads it twice.
    this.#lines = null;
    const { statementList, compilationDirectory } = this.#root;
    if (statementList === null) return null;
    this.#lines = new LineTable(this.#context.sections.get('.debug_line'), statementList, {
      compilationDirectory,
      text: (value) => this.#root.text(value),
      isCode: (address) => this.#context.isCode(address),
    });
    return this.#lines;
  }

  text(value: FormValue | undefined): string | null {
    return this.#root.text(value);
  }

  /** Reads the entry at an offset of .debug_info. Throws `elf-invalid`. */
  entryAt(offset: number, wanted: ReadonlySet<number>): EntryRecord {
    if (offset < this.header.entriesOffset) throw damaged('a reference leads into a header');
    const cursor = new ByteCursor(this.#context.sections.get('.debug_info'), offset, this.header.end);
    const abbreviation = this.#abbreviations.get(cursor.uleb());
    if (abbreviation === undefined) throw damaged('an entry has no abbreviation');
    const site = { section: '.debug_info', unitOffset: this.header.offset } as const;
    return { abbreviation, values: readEntryValues(cursor, abbreviation, wanted, site) };
  }

  #rangeReader(): RangeReader {
    return new RangeReader(this.#context.sections, this.#root);
  }
}
