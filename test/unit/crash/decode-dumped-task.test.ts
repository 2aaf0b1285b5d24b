import { describe, expect, it } from 'vitest';
import type { DumpedTask } from '../../../src-main/engine/core-dump/dumped-task';
import { decodeDumpedTask, type DecodedTask } from '../../../src-main/files/crash/decode-dumped-task';
import { bytesOf, callIn, entryOf, openedElf, returnInto, type FunctionName } from './sample-elf';

const stackAddress = 0x3ffb_5f00;

function taskOf(registers: Readonly<Record<string, number>>, ...words: readonly number[]): DumpedTask {
  const bytes = bytesOf(...words);
  return {
    name: 'main',
    crashed: true,
    tcb: 0x3ffb_0000,
    pc: registers['PC'] ?? 0,
    sp: registers['SP'] ?? registers['A1'] ?? 0,
    stackBytes: bytes.length,
    registers,
    stack: { address: stackAddress, bytes },
  };
}

const shown = ({ frames }: DecodedTask): readonly string[] =>
  frames.map(({ kind, places }) => `${kind} ${places.at(-1)?.function ?? '?'}`);

describe('a task of a dump with register windows', () => {
  const elf = openedElf('xtensa');
  /** As CALL8 leaves it in its register. */
  const returned = (name: FunctionName): number =>
    ((returnInto('xtensa', name) & 0x3fff_ffff) | 0x8000_0000) >>> 0;
  const pc = entryOf('xtensa', 'read_sensor') + 8;
  const sp = stackAddress + 16;
  /** Return address and stack pointer of the caller, in the four words below a stack pointer. */
  const saved = (a0: number, a1: number): readonly number[] => [a0, a1, 0, 0];
  const whole = [
    ...saved(returned('app_main'), sp + 32),
    ...[1, 2, 3, 4],
    ...saved(returned('main_task'), sp + 64),
    ...[5, 6, 7, 8],
    ...saved(0, 0),
  ];
  const registers = { PC: pc, A0: returned('measure'), A1: sp };

  it('is followed from save area to save area, out to the outermost function', () => {
    const decoded = decodeDumpedTask(elf, taskOf(registers, ...whole));
    expect(shown(decoded)).toEqual([
      'exact read_sensor',
      'caller measure',
      'caller app_main',
      'caller main_task',
    ]);
    expect(decoded.frames[2]?.pc).toBe(callIn('xtensa', 'app_main'));
    expect(decoded.end).toBe('outermost');
  });

  it('ends where its stack was not dumped', () => {
    const decoded = decodeDumpedTask(elf, taskOf(registers, ...whole.slice(0, 9)));
    expect(shown(decoded)).toEqual(['exact read_sensor', 'caller measure', 'caller app_main']);
    expect(decoded.end).toBe('stack-not-printed');
    expect(shown(decodeDumpedTask(elf, taskOf({ ...registers, A1: 0x3ffc_0000 }, ...whole)))).toEqual([
      'exact read_sensor',
      'caller measure',
    ]);
  });

  it.each([
    ['itself', sp],
    ['what lies below', sp - 16],
  ])('does not go in circles where a save area leads to %s', (_, pointer) => {
    const decoded = decodeDumpedTask(
      elf,
      taskOf(registers, ...saved(returned('app_main'), pointer), ...whole),
    );
    expect(decoded.frames).toHaveLength(2);
    expect(decoded.end).toBe('corrupted');
  });

  it('ends some time in a recursion without end', () => {
    const recursion = Array.from({ length: 2000 }, (_, index) =>
      saved(returned('measure'), sp + 16 * (index + 1)),
    );
    const decoded = decodeDumpedTask(elf, taskOf(registers, ...recursion.flat()));
    expect(decoded.frames).toHaveLength(512);
    expect(decoded.end).toBe('all-printed');
  });

  it('is a task that has not run yet where it has no return address', () => {
    const decoded = decodeDumpedTask(elf, taskOf({ PC: entryOf('xtensa', 'main_task'), A0: 0, A1: sp }));
    expect(shown(decoded)).toEqual(['exact main_task']);
    expect(decoded.end).toBe('outermost');
  });
});

describe('a task of a RISC-V dump', () => {
  const elf = openedElf('riscv');

  it('is unwound as a crash is', () => {
    const registers = {
      PC: entryOf('riscv', 'read_sensor') + 8,
      RA: returnInto('riscv', 'measure'),
      SP: stackAddress,
    };
    const decoded = decodeDumpedTask(elf, taskOf(registers, 0, returnInto('riscv', 'app_main', 'short')));
    expect(shown(decoded)).toEqual(['exact read_sensor', 'caller measure', 'possible app_main']);
    expect(decoded.end).toBe('no-unwind-info');
  });
});
