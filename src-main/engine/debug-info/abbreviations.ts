import { ByteCursor, damaged } from './byte-cursor';
import { form } from './dwarf-numbers';

export interface AttributeSpec {
  readonly name: number;
  readonly form: number;
  /** The value itself where the form is implicit_const. */
  readonly implicitValue: number;
}

/** How the entries of one kind are laid out. */
export interface Abbreviation {
  readonly tag: number;
  readonly hasChildren: boolean;
  readonly attributes: readonly AttributeSpec[];
  /** Bytes that all attributes take together; -1 where that depends on the values. */
  readonly fixedSizeBytes: number;
}

export type Abbreviations = ReadonlyMap<number, Abbreviation>;

/**
 * Reads the table at `offset` of .debug_abbrev. `onBytes` hears how many bytes it took.
 * @source DWARF 5, 7.5.3
 */
export function readAbbreviations(
  section: Uint8Array,
  offset: number,
): { table: Abbreviations; sizeBytes: number } {
  const cursor = new ByteCursor(section, offset);
  const table = new Map<number, Abbreviation>();
  for (;;) {
    // The last table of a section may lack its closing zero.
    const code = cursor.atEnd ? 0 : cursor.uleb();
    if (code === 0) return { table, sizeBytes: cursor.position - offset };
    const tag = cursor.uleb();
    const hasChildren = cursor.u8() !== 0;
    const attributes = readAttributeSpecs(cursor);
    if (table.has(code)) throw damaged('an abbreviation is there twice');
    table.set(code, { tag, hasChildren, attributes, fixedSizeBytes: fixedSizeOf(attributes) });
  }
}

function readAttributeSpecs(cursor: ByteCursor): readonly AttributeSpec[] {
  const attributes: AttributeSpec[] = [];
  for (;;) {
    const name = cursor.uleb();
    const formNumber = cursor.uleb();
    const implicitValue = formNumber === form.implicitConst ? cursor.sleb() : 0;
    if (name === 0 && formNumber === 0) return attributes;
    attributes.push({ name, form: formNumber, implicitValue });
  }
}

/** Sizes of forms that have the same in every version of DWARF, at 32 bits. */
const fixedSizes: Readonly<Record<number, number>> = {
  [form.addr]: 4,
  [form.data1]: 1,
  [form.data2]: 2,
  [form.data4]: 4,
  [form.data8]: 8,
  [form.data16]: 16,
  [form.flag]: 1,
  [form.flagPresent]: 0,
  [form.implicitConst]: 0,
  [form.strp]: 4,
  [form.lineStrp]: 4,
  [form.strpSup]: 4,
  [form.secOffset]: 4,
  [form.refAddr]: 4,
  [form.ref1]: 1,
  [form.ref2]: 2,
  [form.ref4]: 4,
  [form.ref8]: 8,
  [form.refSig8]: 8,
  [form.refSup4]: 4,
  [form.refSup8]: 8,
  [form.strx1]: 1,
  [form.strx2]: 2,
  [form.strx3]: 3,
  [form.strx4]: 4,
  [form.addrx1]: 1,
  [form.addrx2]: 2,
  [form.addrx3]: 3,
  [form.addrx4]: 4,
  [form.gnuRefAlt]: 4,
  [form.gnuStrpAlt]: 4,
};

/** Bytes of a form's value; undefined where the value itself tells. */
export function fixedFormBytes(formNumber: number): number | undefined {
  return fixedSizes[formNumber];
}

function fixedSizeOf(attributes: readonly AttributeSpec[]): number {
  let sizeBytes = 0;
  for (const { form: formNumber } of attributes) {
    const size = fixedSizes[formNumber];
    if (size === undefined) return -1;
    sizeBytes += size;
  }
  return sizeBytes;
}
