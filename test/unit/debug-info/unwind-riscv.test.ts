import { describe, expect, it } from 'vitest';
import type { CfaRow, RegisterRule } from '../../../src-main/engine/debug-info/cfa-row';
import { unwindRiscv } from '../../../src-main/engine/debug-info/unwind-riscv';

const code = { low: 0x4200_0000, high: 0x4200_1000 };

/** Frames of 16 bytes with the return address in the last word; `rows` for other addresses. */
function framed(rule: RegisterRule = { kind: 'saved-at', offset: -4 }): CfaRow {
  return { cfa: { register: 2, offset: 16 }, rules: new Map([[1, rule]]), returnRegister: 1 };
}

function program(rowOf: (pc: number) => CfaRow | null) {
  return { isCode: (address: number) => address >= code.low && address < code.high, unwindRow: rowOf };
}

/** Stack of frames of 16 bytes that return where `returns` says. */
function stackOf(returns: readonly number[]): { address: number; bytes: Uint8Array } {
  const bytes = new Uint8Array(returns.length * 16);
  returns.forEach((value, index) => new DataView(bytes.buffer).setUint32(index * 16 + 12, value, true));
  return { address: 0x3fc8_0000, bytes };
}

const registers = { MEPC: 0x4200_0100, SP: 0x3fc8_0000, RA: 0x4200_0202 };

describe('unwinding', () => {
  it('goes on until a function that returns nowhere', () => {
    const stack = stackOf([0x4200_0302, 0x4200_0402, 0]);
    expect(
      unwindRiscv(
        program(() => framed()),
        { registers, stack },
      ),
    ).toEqual({
      frames: [
        { pc: 0x4200_0100, kind: 'exact' },
        { pc: 0x4200_0300, kind: 'caller' },
        { pc: 0x4200_0400, kind: 'caller' },
      ],
      end: 'outermost',
    });
  });

  it('stops where the return address is said to be undefined', () => {
    const info = program((pc) => (pc === 0x4200_0300 ? framed({ kind: 'undefined' }) : framed()));
    expect(unwindRiscv(info, { registers, stack: stackOf([0x4200_0302, 0x4200_0402]) })).toMatchObject({
      frames: { length: 2 },
      end: 'outermost',
    });
  });

  it('takes the return address as it is for a fault in a ROM function', () => {
    const stack = stackOf([0]);
    const inRom = { ...registers, MEPC: 0x4000_0ab0 };
    expect(
      unwindRiscv(
        program(() => framed()),
        { registers: inRom, stack },
      ),
    ).toMatchObject({
      frames: [{ pc: 0x4000_0ab0 }, { pc: 0x4200_0200 }],
      end: 'outermost',
    });
  });

  it('takes it after a jump to nowhere', () => {
    const nowhere = { ...registers, MEPC: 0 };
    expect(
      unwindRiscv(
        program(() => framed()),
        { registers: nowhere, stack: stackOf([0]) },
      ),
    ).toMatchObject({
      frames: [{ pc: 0 }, { pc: 0x4200_0200 }],
      end: 'outermost',
    });
  });

  it('ends at a caller without unwind information', () => {
    const info = program((pc) => (pc === 0x4200_0300 ? null : framed()));
    expect(unwindRiscv(info, { registers, stack: stackOf([0x4200_0302, 0x4200_0402]) })).toMatchObject({
      frames: { length: 2 },
      end: 'no-unwind-info',
    });
  });

  it('ends where the stack was not printed', () => {
    expect(
      unwindRiscv(
        program(() => framed()),
        { registers, stack: stackOf([0x4200_0302]) },
      ),
    ).toMatchObject({
      frames: { length: 2 },
      end: 'stack-not-printed',
    });
  });

  it('ends at a return address that no chip has code at', () => {
    const stack = stackOf([0x3fc8_1234]);
    expect(
      unwindRiscv(
        program(() => framed()),
        { registers, stack },
      ),
    ).toMatchObject({
      frames: { length: 1 },
      end: 'corrupted',
    });
  });

  it('does not walk in circles when a frame lies on itself', () => {
    const onItself: CfaRow = { cfa: { register: 2, offset: 0 }, rules: new Map(), returnRegister: 1 };
    expect(
      unwindRiscv(
        program(() => onItself),
        { registers, stack: stackOf([0]) },
      ),
    ).toMatchObject({
      frames: { length: 2 },
      end: 'corrupted',
    });
  });

  it('stops after 64 frames', () => {
    const stack = stackOf(Array.from({ length: 200 }, () => 0x4200_0302));
    expect(
      unwindRiscv(
        program(() => framed()),
        { registers, stack },
      ),
    ).toMatchObject({
      frames: { length: 64 },
      end: 'all-printed',
    });
  });

  it('follows the frame pointer, under the name that ESP-IDF prints', () => {
    const byFramePointer: CfaRow = {
      cfa: { register: 8, offset: 0 },
      rules: new Map([
        [1, { kind: 'saved-at', offset: -4 }],
        [8, { kind: 'saved-at', offset: -8 }],
      ]),
      returnRegister: 1,
    };
    const stack = stackOf([0, 0x4200_0302, 0, 0]);
    new DataView(stack.bytes.buffer).setUint32(24, 0x3fc8_0040, true);
    const printed = { ...registers, 'S0/FP': 0x3fc8_0020 };
    expect(
      unwindRiscv(
        program(() => byFramePointer),
        { registers: printed, stack },
      ),
    ).toMatchObject({
      frames: [{ pc: 0x4200_0100 }, { pc: 0x4200_0300 }],
      end: 'outermost',
    });
  });
});
