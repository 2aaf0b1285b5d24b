import { ByteCursor, damaged } from './byte-cursor';
import { readForm, type FormSite, type FormValue } from './form-values';

/** A file that a line program names. */
export interface LineFile {
  readonly name: FormValue;
  /** Index into `directories`. */
  readonly directory: number;
}

/** How a line program is to be run, and the files that it counts. @source DWARF 5, 6.2.4 */
export interface LineProgramHeader {
  readonly version: number;
  /** The first byte after the program. */
  readonly end: number;
  readonly programOffset: number;
  readonly leastInstructionBytes: number;
  readonly lineBase: number;
  readonly lineRange: number;
  readonly opcodeBase: number;
  /** How many numbers follow each standard opcode, the first at index 1. */
  readonly operandCounts: Uint8Array;
  /** From version 5 on number 0 is the directory of the compilation; before, that one is not in the list. */
  readonly directories: readonly FormValue[];
  /** From version 5 on counted from 0, before from 1. */
  readonly files: readonly LineFile[];
}

const site: FormSite = { section: '.debug_line', unitOffset: 0 };
const noText: FormValue = { kind: 'other' };

/** Throws `elf-invalid`. */
export function readLineProgramHeader(section: Uint8Array, offset: number): LineProgramHeader {
  const start = new ByteCursor(section, offset);
  const length = start.u32();
  const end = start.position + length;
  if (end > section.length) throw damaged('a line program goes past its section');
  const cursor = new ByteCursor(section, start.position, end);
  const version = cursor.u16();
  if (version < 2 || version > 5) throw damaged(`version ${version} of line programs is not known`);
  if (version === 5) cursor.skip(2);
  const headerBytes = cursor.u32();
  const programOffset = cursor.position + headerBytes;
  const leastInstructionBytes = cursor.u8();
  // Instructions in one word: no chip of Espressif's has them.
  if (version >= 4) cursor.skip(1);
  // Whether a row suggests a breakpoint is of no interest here.
  cursor.skip(1);
  const lineBase = cursor.s8();
  const lineRange = cursor.u8();
  const opcodeBase = cursor.u8();
  const operandCounts = new Uint8Array(Math.max(opcodeBase, 1));
  for (let opcode = 1; opcode < opcodeBase; opcode++) operandCounts[opcode] = cursor.u8();
  const tables = version === 5 ? readTables(cursor) : readOldTables(cursor);
  const numbers = { leastInstructionBytes, lineBase, lineRange, opcodeBase };
  return { version, end, programOffset, ...numbers, operandCounts, ...tables };
}

type FileTables = Pick<LineProgramHeader, 'directories' | 'files'>;

/** @source DWARF 4, 6.2.4 */
function readOldTables(cursor: ByteCursor): FileTables {
  const directories: FormValue[] = [];
  for (let text = readText(cursor); text !== null; text = readText(cursor)) directories.push(text);
  const files: LineFile[] = [];
  for (let name = readText(cursor); name !== null; name = readText(cursor)) {
    files.push({ name, directory: cursor.uleb() });
    cursor.skipLeb();
    cursor.skipLeb();
  }
  return { directories, files };
}

/** Null for the empty text that closes a list. */
export function readText(cursor: ByteCursor): FormValue | null {
  const value = cursor.position;
  cursor.skipString();
  return cursor.position === value + 1 ? null : { kind: 'text', section: '.debug_line', value };
}

/** @source DWARF 5, 6.2.4.1: DW_LNCT_path and DW_LNCT_directory_index */
const contentPath = 1;
const contentDirectory = 2;

function readTables(cursor: ByteCursor): FileTables {
  const directories = readEntries(cursor).map(({ name }) => name);
  return { directories, files: readEntries(cursor) };
}

function readEntries(cursor: ByteCursor): readonly LineFile[] {
  const formats = Array.from({ length: cursor.u8() }, () => ({
    content: cursor.uleb(),
    form: cursor.uleb(),
  }));
  const count = cursor.uleb();
  const entries: LineFile[] = [];
  for (let index = 0; index < count; index++) {
    const before = cursor.position;
    let name = noText;
    let directory = 0;
    for (const { content, form } of formats) {
      const value = readForm(cursor, form, 0, site);
      if (content === contentPath) name = value;
      else if (content === contentDirectory && value.kind === 'constant') directory = value.value;
    }
    // Entries of no bytes could be any number.
    if (cursor.position === before) throw damaged('the files of a line program are wrong');
    entries.push({ name, directory });
  }
  return entries;
}
