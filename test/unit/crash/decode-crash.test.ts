import { describe, expect, it } from 'vitest';
import { decodeCrash } from '../../../src-main/files/crash/decode-crash';
import type { DecodedFrame } from '../../../src-shared/model/crash';
import { callIn, entryOf, hexOf, openedElf, returnInto } from './sample-elf';
import { reportOf } from './sample-reports';

const xtensa = openedElf('xtensa');
const riscv = openedElf('riscv');

/** Kind and function of each frame; the address where there is no function. */
const shown = (frames: readonly DecodedFrame[]): readonly string[] =>
  frames.map(({ kind, pc, places }) => `${kind} ${places.at(-1)?.function ?? `0x${pc.toString(16)}`}`);

const registersOf = (decoded: ReturnType<typeof decodeCrash>) =>
  decoded.registers.map(({ name, frame }) => `${name}: ${shown([frame]).join()}`);

describe('a crash of an ESP32', () => {
  const pc = entryOf('xtensa', 'read_sensor') + 8;
  const backtrace = [
    { pc: pc - 3, sp: 0x3ffb_5f50 },
    { pc: callIn('xtensa', 'measure'), sp: 0x3ffb_5f70 },
    { pc: callIn('xtensa', 'app_main'), sp: 0x3ffb_5f90 },
  ];
  const report = reportOf({ architecture: 'xtensa', registers: { PC: pc, PS: 0x0006_0030 }, backtrace });

  it('is where it was, then its callers as the board has printed them', () => {
    const { frames, end } = decodeCrash(xtensa, report);
    expect(shown(frames)).toEqual(['exact read_sensor', 'caller measure', 'caller app_main']);
    expect(frames.slice(1).map((frame) => frame.pc)).toEqual(backtrace.slice(1).map((entry) => entry.pc));
    expect(end).toBe('all-printed');
  });

  it('is in the function that has just begun, though three bytes before is another', () => {
    const start = entryOf('xtensa', 'measure');
    const first = { pc: start - 3, sp: 0x3ffb_5f50 };
    const known = reportOf({ architecture: 'xtensa', registers: { PC: start }, backtrace: [first] });
    expect(decodeCrash(xtensa, known).frames).toMatchObject([{ kind: 'exact', pc: start }]);
    const unknown = reportOf({ architecture: 'xtensa', backtrace: [first] });
    expect(shown(decodeCrash(xtensa, unknown).frames)).toEqual(['exact read_sensor']);
  });

  it('keeps frames that are none of the ELF’s: ROM functions, jumps to nowhere', () => {
    const odd = [
      { pc: 0xffff_fffd, sp: 0x3ffb_5f50 },
      { pc: 0x4000_c349, sp: 0x3ffb_5f60 },
      ...backtrace.slice(1),
    ];
    const { frames } = decodeCrash(xtensa, { ...report, registers: { PC: 0 }, backtrace: odd });
    expect(shown(frames)).toEqual(['exact 0x0', 'caller 0x4000c349', 'caller measure', 'caller app_main']);
  });

  it('says where the board does not trust its own backtrace, and where there is none', () => {
    expect(decodeCrash(xtensa, { ...report, backtraceCorrupted: true }).end).toBe('corrupted');
    const bare = decodeCrash(xtensa, { ...report, backtrace: [] });
    expect(shown(bare.frames)).toEqual(['exact read_sensor']);
    expect(bare.end).toBe('stack-not-printed');
    expect(decodeCrash(xtensa, { ...report, backtrace: [], registers: {} }).frames).toEqual([]);
  });

  it('tells the registers that point into code, of A0 the call before it without the window’s bits', () => {
    const a0 = ((returnInto('xtensa', 'measure') & 0x3fff_ffff) | 0x8000_0000) >>> 0;
    const registers = {
      PC: pc,
      A0: a0,
      A1: 0x3ffb_5f50,
      A8: entryOf('xtensa', 'main_task'),
      EPC1: entryOf('xtensa', 'app_main') + 4,
      EXCVADDR: entryOf('xtensa', 'app_main'),
      LBEG: entryOf('xtensa', 'app_main'),
    };
    const decoded = decodeCrash(xtensa, { ...report, registers });
    expect(registersOf(decoded)).toEqual([
      'A0: caller measure',
      'A8: possible main_task',
      'EPC1: possible app_main',
    ]);
    expect(decoded.registers[0]?.frame.pc).toBe(callIn('xtensa', 'measure'));
  });

  it('does not believe an A0 that leads nowhere', () => {
    const decoded = decodeCrash(xtensa, { ...report, registers: { PC: pc, A0: 0x8000_0000 } });
    expect(decoded.registers).toEqual([]);
  });

  it('is not explained by an ELF file of another core', () => {
    const context = { elf: 'RISC-V', board: 'Xtensa' };
    expect(() => decodeCrash(riscv, report)).toThrow(
      expect.objectContaining({ code: 'elf-wrong-architecture', context }),
    );
  });
});

describe('a crash of an ESP8266', () => {
  const report = reportOf({
    architecture: 'xtensa-lx106',
    registers: { epc1: entryOf('xtensa', 'read_sensor') + 8, epc2: 0, epc3: 0, excvaddr: 0x10, depc: 0 },
    stack: {
      address: 0x3fff_fdb0,
      hex: hexOf(
        0x3fff_fdd0,
        returnInto('xtensa', 'measure', 'short'),
        // In code, but no call returns there.
        entryOf('xtensa', 'app_main') + 5,
        // Only cores with register windows have calls of this kind.
        returnInto('xtensa', 'app_main', 'long'),
        returnInto('xtensa', 'main_task', 'short'),
        0xffff_ffff,
      ),
    },
  });

  it('is where it was, then every word of the stack that a call returns to', () => {
    const { frames, end } = decodeCrash(xtensa, report);
    expect(shown(frames)).toEqual(['exact read_sensor', 'possible measure', 'possible main_task']);
    expect(frames[1]?.pc).toBe(callIn('xtensa', 'measure', 'short'));
    expect(end).toBe('all-printed');
  });

  it('has only the stack where nothing says where it was, as after abort()', () => {
    const { frames } = decodeCrash(xtensa, { ...report, registers: {} });
    expect(shown(frames)).toEqual(['possible measure', 'possible main_task']);
  });

  it('says that the stack was not printed', () => {
    expect(decodeCrash(xtensa, { ...report, stack: null })).toMatchObject({
      frames: [{ kind: 'exact' }],
      end: 'stack-not-printed',
    });
  });

  it('tells the other registers that point into code', () => {
    const registers = {
      ...report.registers,
      epc3: entryOf('xtensa', 'app_main') + 2,
      excvaddr: entryOf('xtensa', 'measure'),
    };
    expect(registersOf(decodeCrash(xtensa, { ...report, registers }))).toEqual([
      'epc3: possible app_main',
      'excvaddr: possible measure',
    ]);
  });

  it('stops at as many frames as such a stack can hold', () => {
    const word = returnInto('xtensa', 'measure', 'short');
    const stack = { address: 0x3fff_0000, hex: hexOf(...new Array<number>(10_000).fill(word)) };
    expect(decodeCrash(xtensa, { ...report, stack }).frames).toHaveLength(129);
  });

  it('reads what is left of a stack that is cut off within a word or a digit', () => {
    const hex = `${hexOf(returnInto('xtensa', 'measure', 'short'))}1234567`;
    const { frames } = decodeCrash(xtensa, { ...report, stack: { address: 0x3fff_fdb0, hex } });
    expect(shown(frames)).toEqual(['exact read_sensor', 'possible measure']);
  });
});

describe('a crash of a RISC-V chip', () => {
  const sp = 0x3fc8_f6a0;
  const registers = {
    MEPC: entryOf('riscv', 'read_sensor') + 8,
    RA: returnInto('riscv', 'measure'),
    SP: sp,
    MTVEC: entryOf('riscv', 'main_task') + 1,
  };
  const stack = {
    address: sp,
    hex: hexOf(
      0,
      returnInto('riscv', 'measure'),
      entryOf('riscv', 'read_sensor') + 2,
      returnInto('riscv', 'app_main', 'short'),
      0x3fc8_f6e0,
      returnInto('riscv', 'main_task'),
    ),
  };
  const report = reportOf({ registers, stack });

  it('goes on behind the last certain caller with what the stack may tell, where the ELF cannot unwind', () => {
    const { frames, end } = decodeCrash(riscv, report);
    expect(shown(frames)).toEqual([
      'exact read_sensor',
      'caller measure',
      'possible app_main',
      'possible main_task',
    ]);
    expect(frames[2]?.pc).toBe(callIn('riscv', 'app_main', 'short'));
    expect(end).toBe('no-unwind-info');
  });

  it('lists all that the stack may tell after a jump to nowhere', () => {
    const jumped = { ...registers, MEPC: 0, RA: 0x1234_5678 };
    const { frames, end } = decodeCrash(riscv, { ...report, registers: jumped });
    expect(shown(frames)).toEqual([
      'exact 0x0',
      'possible measure',
      'possible app_main',
      'possible main_task',
    ]);
    expect(end).toBe('corrupted');
  });

  it('does not look below the stack pointer, where what has returned has left its words', () => {
    const later = { ...registers, SP: sp + 16 };
    expect(shown(decodeCrash(riscv, { ...report, registers: later }).frames)).toEqual([
      'exact read_sensor',
      'caller measure',
      'possible main_task',
    ]);
  });

  it('says that the stack was not printed', () => {
    const { frames, end } = decodeCrash(riscv, { ...report, stack: null });
    expect(shown(frames)).toEqual(['exact read_sensor', 'caller measure']);
    expect(end).toBe('stack-not-printed');
  });

  it('has no frames where no register was printed', () => {
    expect(decodeCrash(riscv, { ...report, registers: {} })).toEqual({
      frames: [],
      registers: [],
      end: 'stack-not-printed',
    });
  });

  it('believes the board that walks its stack by itself, and looks up the calls', () => {
    const backtrace = [
      { pc: registers.MEPC, sp },
      { pc: returnInto('riscv', 'measure'), sp: sp + 32 },
      { pc: returnInto('riscv', 'app_main', 'short'), sp: sp + 64 },
      { pc: 0x4001_0000, sp: sp + 96 },
    ];
    const { frames, end } = decodeCrash(riscv, { ...report, backtrace });
    expect(shown(frames)).toEqual([
      'exact read_sensor',
      'caller measure',
      'caller app_main',
      'caller 0x40010000',
    ]);
    expect(frames[1]?.pc).toBe(callIn('riscv', 'measure'));
    expect(end).toBe('all-printed');
  });

  it('tells the registers that point into code, of RA the call before it', () => {
    const more = { ...registers, S1: entryOf('riscv', 'main_task'), T0: 0x2000_0000 };
    expect(registersOf(decodeCrash(riscv, { ...report, registers: more }))).toEqual([
      'RA: caller measure',
      'S1: possible main_task',
    ]);
  });
});
