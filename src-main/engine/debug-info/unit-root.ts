import type { Abbreviations } from './abbreviations';
import { ByteCursor, damaged, textAt } from './byte-cursor';
import type { DebugSections } from './debug-sections';
import { attribute } from './dwarf-numbers';
import type { FormValue } from './form-values';
import { numberOf, readEntryValues, type EntryValues } from './read-entry';
import type { UnitHeader } from './unit-headers';

const wanted: ReadonlySet<number> = new Set([
  attribute.name,
  attribute.statementList,
  attribute.lowAddress,
  attribute.highAddress,
  attribute.ranges,
  attribute.language,
  attribute.compilationDirectory,
  attribute.stringOffsetsBase,
  attribute.addressBase,
  attribute.rangeListsBase,
]);

/** Where the tables of a unit begin that has no attribute for them: behind a header of 8 bytes. @source DWARF 5, 7.26 and 7.27 */
const behindTableHeader = 8;
/** @source DWARF 5, 7.28 */
const behindRangeListsHeader = 12;

/** The first entry of a unit, which says where its tables are, and what is looked up in these tables. */
export class UnitRoot {
  readonly header: UnitHeader;
  readonly language: number | null;
  readonly compilationDirectory: string;
  /** Offset of its line program in .debug_line. */
  readonly statementList: number | null;
  readonly rangeListsBase: number;
  readonly values: EntryValues;
  readonly #sections: DebugSections;
  readonly #stringOffsetsBase: number;
  readonly #addressBase: number;

  /** Throws `elf-invalid`. */
  constructor(sections: DebugSections, header: UnitHeader, abbreviations: Abbreviations) {
    this.header = header;
    this.#sections = sections;
    const cursor = new ByteCursor(sections.get('.debug_info'), header.entriesOffset, header.end);
    const abbreviation = abbreviations.get(cursor.uleb());
    if (abbreviation === undefined) throw damaged('a unit has no first entry');
    const site = { section: '.debug_info', unitOffset: header.offset } as const;
    this.values = readEntryValues(cursor, abbreviation, wanted, site);
    const numberAt = (name: number): number | null => numberOf(this.values.get(name));
    this.language = numberAt(attribute.language);
    this.statementList = numberAt(attribute.statementList);
    this.#stringOffsetsBase = numberAt(attribute.stringOffsetsBase) ?? behindTableHeader;
    this.#addressBase = numberAt(attribute.addressBase) ?? behindTableHeader;
    this.rangeListsBase = numberAt(attribute.rangeListsBase) ?? behindRangeListsHeader;
    this.compilationDirectory = this.text(this.values.get(attribute.compilationDirectory)) ?? '';
  }

  /** What ranges count from that name no other base. */
  get lowAddress(): number {
    return this.address(this.values.get(attribute.lowAddress)) ?? 0;
  }

  /** Null for values of another class. */
  text(value: FormValue | undefined): string | null {
    if (value?.kind === 'text') return textAt(this.#sections.get(value.section), value.value);
    if (value?.kind !== 'text-index') return null;
    const offset = this.#word('.debug_str_offsets', this.#stringOffsetsBase + value.value * 4);
    return textAt(this.#sections.get('.debug_str'), offset);
  }

  /** Null for values of another class. */
  address(value: FormValue | undefined): number | null {
    if (value?.kind === 'address') return value.value;
    if (value?.kind !== 'address-index') return null;
    return this.addressAt(value.value);
  }

  /** Entry `index` of the unit's part of .debug_addr. Throws `elf-invalid` past its end. */
  addressAt(index: number): number {
    return this.#word('.debug_addr', this.#addressBase + index * 4);
  }

  #word(section: string, offset: number): number {
    return new ByteCursor(this.#sections.get(section), offset).u32();
  }
}
