import { ByteCursor } from './byte-cursor';

/** One compilation unit's place in .debug_info. Offsets count from the start of that section. */
export interface UnitHeader {
  readonly offset: number;
  /** The first byte after the unit. */
  readonly end: number;
  readonly version: number;
  readonly abbreviationsOffset: number;
  /** Where its first entry begins. */
  readonly entriesOffset: number;
}

/** Lengths from here on mean 64-bit DWARF or nothing. @source DWARF 5, 7.2.2 */
const reservedLengths = 0xffff_fff0;
const addressSizeBytes = 4;
/** DW_UT_compile and DW_UT_partial; units of types hold no code. @source DWARF 5, 7.5.1 */
const unitTypesWithCode: ReadonlySet<number> = new Set([0x01, 0x03]);

/**
 * Walks from header to header; stops where the chain breaks. Units of other versions or address sizes are left out.
 * @source DWARF 2 to 5, 7.5.1
 */
export function readUnitHeaders(section: Uint8Array): readonly UnitHeader[] {
  const headers: UnitHeader[] = [];
  let offset = 0;
  while (offset + 11 <= section.length) {
    const cursor = new ByteCursor(section, offset);
    const length = cursor.u32();
    const end = offset + 4 + length;
    if (length >= reservedLengths || end > section.length) break;
    const header = length < 7 ? null : readHeader(new ByteCursor(section, offset + 4, end), offset);
    if (header !== null) headers.push(header);
    offset = end;
  }
  return headers;
}

function readHeader(cursor: ByteCursor, offset: number): UnitHeader | null {
  const { end } = cursor;
  const version = cursor.u16();
  if (version < 2 || version > 5) return null;
  if (version < 5) {
    const abbreviationsOffset = cursor.u32();
    if (cursor.u8() !== addressSizeBytes) return null;
    return { offset, end, version, abbreviationsOffset, entriesOffset: cursor.position };
  }
  if (end - cursor.position < 6) return null;
  const unitType = cursor.u8();
  const addressSize = cursor.u8();
  const abbreviationsOffset = cursor.u32();
  if (!unitTypesWithCode.has(unitType) || addressSize !== addressSizeBytes) return null;
  return { offset, end, version, abbreviationsOffset, entriesOffset: cursor.position };
}
