import { fixedFormBytes } from './abbreviations';
import { type ByteCursor, damaged } from './byte-cursor';
import { form } from './dwarf-numbers';

/** Where a text lies; it is decoded only when it is shown. */
export type TextSection = '.debug_info' | '.debug_line' | '.debug_str' | '.debug_line_str';

/** The value of an attribute by its class, before indexes are looked up in the unit's tables. */
export type FormValue =
  | { readonly kind: 'address'; readonly value: number }
  | { readonly kind: 'address-index'; readonly value: number }
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'section-offset'; readonly value: number }
  | { readonly kind: 'range-list-index'; readonly value: number }
  /** `value` counts from the start of .debug_info. */
  | { readonly kind: 'reference'; readonly value: number }
  | { readonly kind: 'text'; readonly section: TextSection; readonly value: number }
  | { readonly kind: 'text-index'; readonly value: number }
  | { readonly kind: 'other' };

/** Which unit or table the values belong to. */
export interface FormSite {
  readonly section: '.debug_info' | '.debug_line';
  /** What references within the unit count from. */
  readonly unitOffset: number;
}

const other: FormValue = { kind: 'other' };

/** Reads one value of DWARF with 32-bit offsets and addresses. @source DWARF 5, 7.5.5 and 7.5.6 */
export function readForm(
  cursor: ByteCursor,
  formNumber: number,
  implicitValue: number,
  site: FormSite,
): FormValue {
  switch (formNumber) {
    case form.addr:
      return { kind: 'address', value: cursor.u32() };
    case form.addrx:
      return { kind: 'address-index', value: cursor.uleb() };
    case form.addrx1:
    case form.addrx2:
    case form.addrx3:
    case form.addrx4:
      return { kind: 'address-index', value: unsigned(cursor, formNumber) };
    case form.data1:
    case form.data2:
    case form.data4:
    case form.data8:
      return { kind: 'constant', value: unsigned(cursor, formNumber) };
    case form.udata:
      return { kind: 'constant', value: cursor.uleb() };
    case form.sdata:
      return { kind: 'constant', value: cursor.sleb() };
    case form.implicitConst:
      return { kind: 'constant', value: implicitValue };
    case form.secOffset:
      return { kind: 'section-offset', value: cursor.u32() };
    case form.rnglistx:
      return { kind: 'range-list-index', value: cursor.uleb() };
    case form.refAddr:
      return { kind: 'reference', value: cursor.u32() };
    case form.ref1:
    case form.ref2:
    case form.ref4:
    case form.ref8:
      return { kind: 'reference', value: site.unitOffset + unsigned(cursor, formNumber) };
    case form.refUdata:
      return { kind: 'reference', value: site.unitOffset + cursor.uleb() };
    default:
      return readTextOrSkip(cursor, formNumber, site);
  }
}

function readTextOrSkip(cursor: ByteCursor, formNumber: number, site: FormSite): FormValue {
  switch (formNumber) {
    case form.string: {
      const value = cursor.position;
      cursor.skipString();
      return { kind: 'text', section: site.section, value };
    }
    case form.strp:
      return { kind: 'text', section: '.debug_str', value: cursor.u32() };
    case form.lineStrp:
      return { kind: 'text', section: '.debug_line_str', value: cursor.u32() };
    case form.strx:
      return { kind: 'text-index', value: cursor.uleb() };
    case form.strx1:
    case form.strx2:
    case form.strx3:
    case form.strx4:
      return { kind: 'text-index', value: unsigned(cursor, formNumber) };
    case form.indirect: {
      const actual = cursor.uleb();
      // One step is what the standard needs; more would be a chain without end.
      if (actual === form.indirect || actual === form.implicitConst)
        throw damaged('the form of a value is wrong');
      return readForm(cursor, actual, 0, site);
    }
    default:
      skipForm(cursor, formNumber);
      return other;
  }
}

function unsigned(cursor: ByteCursor, formNumber: number): number {
  switch (fixedFormBytes(formNumber)) {
    case 1:
      return cursor.u8();
    case 2:
      return cursor.u16();
    case 3:
      return cursor.u24();
    case 4:
      return cursor.u32();
    default:
      return cursor.u64();
  }
}

/** Goes past a value of any form. */
export function skipForm(cursor: ByteCursor, formNumber: number): void {
  const sizeBytes = fixedFormBytes(formNumber);
  if (sizeBytes !== undefined) {
    cursor.skip(sizeBytes);
    return;
  }
  switch (formNumber) {
    case form.block1:
      cursor.skip(cursor.u8());
      break;
    case form.block2:
      cursor.skip(cursor.u16());
      break;
    case form.block4:
      cursor.skip(cursor.u32());
      break;
    case form.block:
    case form.exprloc:
      cursor.skip(cursor.uleb());
      break;
    case form.string:
      cursor.skipString();
      break;
    case form.indirect: {
      const actual = cursor.uleb();
      if (actual === form.indirect) throw damaged('the form of a value is wrong');
      skipForm(cursor, actual);
      break;
    }
    case form.sdata:
    case form.udata:
    case form.refUdata:
    case form.strx:
    case form.addrx:
    case form.loclistx:
    case form.rnglistx:
      cursor.skipLeb();
      break;
    default:
      throw damaged(`the form ${formNumber} of a value is not known`);
  }
}
