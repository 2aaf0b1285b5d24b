import type { Abbreviation } from './abbreviations';
import type { ByteCursor } from './byte-cursor';
import { readForm, skipForm, type FormSite, type FormValue } from './form-values';

/** Values of one entry by the numbers of their attributes. */
export type EntryValues = ReadonlyMap<number, FormValue>;

/** Reads the attributes that are wanted and goes past the others. The cursor stands behind the entry's code. */
export function readEntryValues(
  cursor: ByteCursor,
  abbreviation: Abbreviation,
  wanted: ReadonlySet<number>,
  site: FormSite,
): EntryValues {
  const values = new Map<number, FormValue>();
  for (const { name, form, implicitValue } of abbreviation.attributes) {
    if (wanted.has(name)) values.set(name, readForm(cursor, form, implicitValue, site));
    else skipForm(cursor, form);
  }
  return values;
}

export function skipEntryValues(cursor: ByteCursor, abbreviation: Abbreviation): void {
  if (abbreviation.fixedSizeBytes >= 0) {
    cursor.skip(abbreviation.fixedSizeBytes);
    return;
  }
  for (const { form } of abbreviation.attributes) skipForm(cursor, form);
}

/** The number of a constant or of an offset into a section; null for every other class. */
export function numberOf(value: FormValue | undefined): number | null {
  return value?.kind === 'constant' || value?.kind === 'section-offset' ? value.value : null;
}
