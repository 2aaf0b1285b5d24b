import { describe, expect, it } from 'vitest';
import { DebugInfo } from '../../../src-main/engine/debug-info/debug-info';
import { bytesOf, codeAt, elfWith, withLength, type Piece } from './dwarf-bytes';

/** Version 3, steps of 2 bytes of code and -4 of stack, returns by register 1, begins with the stack pointer. */
function common(...program: readonly Piece[]): Uint8Array {
  return withLength([0xffff_ffff, 4], 3, '', 2, 0x7c, 1, 0x0c, 2, 0, ...program);
}

function rowsOf(program: readonly Piece[], start: readonly Piece[] = []): DebugInfo {
  const shared = common(...start);
  const frame = withLength([0, 4], [codeAt, 4], [64, 4], ...program);
  return DebugInfo.open(elfWith({ '.debug_frame': bytesOf(shared, frame) }));
}

describe('rows of .debug_frame', () => {
  it('change at the addresses that they say', () => {
    const info = rowsOf([0x41, 0x0e, 16, 0x81, 1, 0x42, 0x88, 2, 0x03, [8, 2], 0xc1]);
    const at = (offset: number) => info.unwindRow(codeAt + offset);
    expect(at(0)).toEqual({ cfa: { register: 2, offset: 0 }, rules: new Map(), returnRegister: 1 });
    expect(at(2)).toMatchObject({ cfa: { register: 2, offset: 16 } });
    expect(at(5)?.rules).toEqual(new Map([[1, { kind: 'saved-at', offset: -4 }]]));
    expect(at(6)?.rules.get(8)).toEqual({ kind: 'saved-at', offset: -8 });
    expect(at(21)?.rules.get(1)).toEqual({ kind: 'saved-at', offset: -4 });
    expect(at(22)?.rules.has(1)).toBe(false);
    expect(at(64)).toBeNull();
  });

  it.each<[string, Piece[], unknown]>([
    ['saved far away', [0x05, 9, 3], { kind: 'saved-at', offset: -12 }],
    ['saved above', [0x11, 9, 0x7e], { kind: 'saved-at', offset: 8 }],
    ['undefined', [0x07, 9], { kind: 'undefined' }],
    ['the same', [0x08, 9], { kind: 'same' }],
    ['in another register', [0x09, 9, 5], { kind: 'register', register: 5 }],
    ['a value', [0x14, 9, 2], { kind: 'value', offset: -8 }],
    ['a value above', [0x15, 9, 0x7f], { kind: 'value', offset: 4 }],
    ['told by an expression', [0x10, 9, 2, 0x91, 0], { kind: 'unknown' }],
    ['computed by an expression', [0x16, 9, 1, 0x96], { kind: 'unknown' }],
  ])('say that a register is %s', (_, program, rule) => {
    expect(rowsOf(program).unwindRow(codeAt)?.rules.get(9)).toEqual(rule);
  });

  it.each<[string, Piece[], unknown]>([
    ['register and offset', [0x0c, 8, 32], { register: 8, offset: 32 }],
    ['register and scaled offset', [0x12, 8, 0x7c], { register: 8, offset: 16 }],
    ['another register', [0x0e, 8, 0x0d, 8], { register: 8, offset: 8 }],
    ['a scaled offset', [0x13, 0x7e], { register: 2, offset: 8 }],
    ['an expression', [0x0f, 2, 0x91, 0], null],
  ])('define the frame by %s', (_, program, cfa) => {
    expect(rowsOf(program).unwindRow(codeAt)?.cfa).toEqual(cfa);
  });

  it('go back to what was remembered, the frame’s address among it', () => {
    const info = rowsOf([0x0e, 16, 0x81, 1, 0x0a, 0x41, 0x0e, 0, 0xc1, 0x41, 0x0b]);
    expect(info.unwindRow(codeAt + 2)).toMatchObject({ cfa: { offset: 0 }, rules: new Map() });
    expect(info.unwindRow(codeAt + 4)).toEqual(info.unwindRow(codeAt));
  });

  it('restore the rule that all frames begin with', () => {
    const info = rowsOf([0x07, 1, 0x41, 0x06, 1], [0x81, 1]);
    expect(info.unwindRow(codeAt)?.rules.get(1)).toEqual({ kind: 'undefined' });
    expect(info.unwindRow(codeAt + 2)?.rules.get(1)).toEqual({ kind: 'saved-at', offset: -4 });
  });

  it.each<[string, Piece[]]>([
    ['an instruction is not known', [0x3f]],
    ['nothing was remembered', [0x0b]],
    ['a number has no end', [0x0e, 0xff]],
    ['too much is remembered', Array.from({ length: 100 }, () => 0x0a)],
  ])('are none where %s', (_, program) => {
    expect(rowsOf(program).unwindRow(codeAt)).toBeNull();
  });
});

describe('rows of .eh_frame', () => {
  it('count addresses from where they are written', () => {
    const sectionAt = 0x3c00_0000;
    const shared = withLength([0, 4], 1, 'zR', 1, 0x7c, 1, 1, 0x1b, 0x0c, 2, 0);
    const pointerAt = shared.length + 8;
    const frame = withLength(
      [shared.length + 4, 4],
      [codeAt - (sectionAt + pointerAt), 4],
      [64, 4],
      0,
      0x0e,
      32,
    );
    const section = { name: '.eh_frame', address: sectionAt, data: bytesOf(shared, frame, [0, 4]), flags: 2 };
    const info = DebugInfo.open(elfWith({}, [section]));
    expect(info.unwindRow(codeAt + 4)).toMatchObject({ cfa: { register: 2, offset: 32 } });
  });
});
