import { describe, expect, it } from 'vitest';
import { textAt } from '../../../src-main/engine/debug-info/byte-cursor';
import { LineTable } from '../../../src-main/engine/debug-info/line-table';
import { bytesOf, withLength, type Piece } from './dwarf-bytes';

const start = 0x4200_0000;
const copy = 1;
const endSequence: Piece[] = [0, 1, 1];
const setAddress = (address: number): Piece[] => [0, 5, 2, [address, 4]];
/** Moves the address by instructions. */
const advance = (instructions: number): Piece[] => [2, instructions];
const atLine = (line: number): Piece[] => [3, line - 1];

/** Numbers behind the nine opcodes of version 2, and behind two that are not known. */
const operands = [0, 1, 1, 1, 1, 0, 0, 0, 1, 2, 1];
const firstSpecial = 12;
/** Special opcodes: lines from -3 on, 12 of them for each instruction. */
const machine: readonly Piece[] = [0xfd, 12, firstSpecial, ...operands];
const special = (instructions: number, lines: number): number => firstSpecial + instructions * 12 + lines + 3;

/** A line program of version 2 with two folders and three files. */
function oldProgram(instructionBytes: number, ...program: readonly Piece[]): Uint8Array {
  const files: Piece[] = ['main.c', 0, 0, 0, 'net.c', 1, 0, 0, 'heap.h', 2, 0, 0, 0];
  const header = bytesOf(instructionBytes, 1, ...machine, 'lib', '/opt/sdk', 0, ...files);
  return withLength([2, 2], [header.length, 4], header, ...program);
}

/** Of version 5: folder 0 is the compilation's, file 0 the unit's own. */
function newProgram(...program: readonly Piece[]): Uint8Array {
  const folders: Piece[] = [1, 1, 8, 2, '/home', 'lib'];
  const files: Piece[] = [2, 1, 8, 2, 0x0b, 2, 'main.c', 0, 'net.c', 1];
  const header = bytesOf(1, 1, 1, ...machine, ...folders, ...files);
  return withLength([5, 2], 4, 0, [header.length, 4], header, ...program);
}

function tableOf(program: Uint8Array): LineTable {
  return new LineTable(program, 0, {
    compilationDirectory: '/home',
    text: (value) => (value.kind === 'text' ? textAt(program, value.value) : null),
    isCode: (address) => address >= start,
  });
}

describe('the lines of a unit', () => {
  it('come from special opcodes, which move address and line at once', () => {
    const program = [...setAddress(start), copy, special(2, 4), special(4, -1), ...endSequence];
    const table = tableOf(oldProgram(2, ...program));
    const lineAt = (offset: number): number | undefined => table.placeOf(start + offset)?.line;
    expect([0, 3, 4, 11].map(lineAt)).toEqual([1, 1, 5, 5]);
    expect(table.placeOf(start + 12)).toBeNull();
    expect(table.placeOf(start - 1)).toBeNull();
  });

  it('advance by every opcode that does', () => {
    const constant = [8, copy] as const;
    const fixed: Piece[] = [9, [0x102, 2], copy];
    const program = [
      ...setAddress(start),
      ...advance(3),
      copy,
      ...constant,
      ...fixed,
      ...advance(1),
      ...endSequence,
    ];
    const table = tableOf(oldProgram(2, ...program));
    const constantBytes = Math.floor((255 - firstSpecial) / 12) * 2;
    expect(table.sequences).toMatchObject([
      { low: start + 6, high: start + 6 + constantBytes + 0x102 + 2, rowCount: 3 },
    ]);
  });

  it('go past opcodes that are not known', () => {
    const unknownStandard = [10, 0x81, 1, 5, 11, 0x80, 0x7f];
    const unknownExtended = [0, 4, 0x80, 1, 2, 3];
    const program = [...setAddress(start), ...unknownStandard, ...unknownExtended, ...atLine(9), copy];
    const table = tableOf(oldProgram(1, ...program, ...advance(4), ...endSequence));
    expect(table.placeOf(start)).toMatchObject({ line: 9 });
  });

  it('name files by their folders: of the compilation, below it, or anywhere', () => {
    const rows = [1, 2, 3].flatMap((file) => [4, file, copy, ...advance(2)]);
    const table = tableOf(oldProgram(1, ...setAddress(start), ...rows, ...endSequence));
    expect([0, 2, 4].map((offset) => table.placeOf(start + offset)?.file)).toEqual([
      '/home/main.c',
      '/home/lib/net.c',
      '/opt/sdk/heap.h',
    ]);
    expect(table.fileName(4)).toBe('');
    expect(table.fileName(0)).toBe('');
  });

  it('begin with file 1, which from version 5 on is the second', () => {
    const table = tableOf(newProgram(...setAddress(start), copy, ...advance(2), ...endSequence));
    expect(table.placeOf(start)?.file).toBe('/home/lib/net.c');
    expect(table.fileName(0)).toBe('/home/main.c');
  });

  it('take the last of several rows for one address', () => {
    const program = [...setAddress(start), copy, ...atLine(30), copy, ...advance(2), ...endSequence];
    expect(tableOf(oldProgram(1, ...program)).placeOf(start)).toMatchObject({ line: 30 });
  });

  it('are found where rows do not rise', () => {
    const later = [...setAddress(start + 8), ...atLine(20), copy];
    const sooner = [...setAddress(start), ...atLine(5), copy];
    const program = [...later, ...sooner, ...setAddress(start + 16), ...endSequence];
    const table = tableOf(oldProgram(1, ...program));
    expect(table.placeOf(start + 2)).toMatchObject({ line: 24 });
    expect(table.placeOf(start + 9)).toMatchObject({ line: 20 });
  });

  it('leave out what the linker has thrown away', () => {
    const gone = [...setAddress(0), ...atLine(70), copy, ...advance(8), ...endSequence];
    const kept = [...setAddress(start), ...atLine(6), copy, ...advance(8), ...endSequence];
    expect(tableOf(oldProgram(1, ...gone, ...kept)).sequences).toHaveLength(1);
  });

  it('say which file is theirs by the program, too', () => {
    const name = bytesOf('made.c', 1, 0, 0);
    const program = [
      0,
      name.length + 1,
      3,
      name,
      4,
      4,
      ...setAddress(start),
      copy,
      ...advance(2),
      ...endSequence,
    ];
    expect(tableOf(oldProgram(1, ...program)).placeOf(start)?.file).toBe('/home/lib/made.c');
  });

  it.each([
    ['a range of lines of 0', (program: Uint8Array) => program.with(4 + 2 + 4 + 3, 0)],
    ['a version that is not known', (program: Uint8Array) => program.with(4, 9)],
    ['a length past the section', (program: Uint8Array) => program.with(1, 0x40)],
    ['an end within an opcode', (program: Uint8Array) => withLength(program.subarray(4, -6), 0, 5, 2)],
  ])('refuse %s', (_, change) => {
    const program = oldProgram(1, ...setAddress(start), copy, ...advance(2), ...endSequence);
    expect(() => tableOf(change(program))).toThrow('cannot be used as an ELF file');
  });

  it('refuse a table of files that take no bytes, however many it promises', () => {
    const header = bytesOf(1, 1, 1, ...machine, 0, 0, 0, 0xff, 0xff, 0xff, 0x7f);
    const program = withLength([5, 2], 4, 0, [header.length, 4], header);
    expect(() => tableOf(program)).toThrow('cannot be used as an ELF file');
  });
});
