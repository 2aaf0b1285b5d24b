import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DebugInfo } from '../../../src-main/engine/debug-info/debug-info';
import { unwindRiscv } from '../../../src-main/engine/debug-info/unwind-riscv';
import { riscvCrash, xtensaCrash } from '../../../src-main/simulator/programs/crash-facts';

function elfOf(name: 'riscv' | 'xtensa'): Buffer {
  return readFileSync(new URL(`../../fixtures/crash/crash-${name}.elf`, import.meta.url));
}

const stack = { address: riscvCrash.stack.address, bytes: Buffer.from(riscvCrash.stack.hex, 'hex') };

describe('the crash that simulated RISC-V chips print', () => {
  const elf = elfOf('riscv');
  const info = DebugInfo.open(elf);

  it('is that of the ELF file beside it', () => {
    expect(createHash('sha256').update(elf).digest('hex')).toBe(riscvCrash.elfSha256);
    expect(info).toMatchObject({ architecture: 'riscv', hasLines: true });
  });

  it('unwinds from the fault to the task, with function, file and line of every frame', () => {
    const { frames, end } = unwindRiscv(info, { registers: riscvCrash.registers, stack });
    expect(frames.map(({ pc }) => info.places(pc))).toEqual([
      [{ function: 'read_sensor', file: 'main/crash.c', line: 8, column: 14 }],
      [
        { function: 'average', file: 'main/crash.c', line: 14, column: 12 },
        { function: 'measure', file: 'main/crash.c', line: 20, column: 15 },
      ],
      [{ function: 'app_main', file: 'main/crash.c', line: 24, column: 58 }],
      [{ function: 'main_task', file: 'main/crash.c', line: 27, column: 3 }],
    ]);
    expect(frames.map(({ kind }) => kind)).toEqual(['exact', 'caller', 'caller', 'caller']);
    expect(frames.map(({ pc }) => info.places(pc).at(-1)?.function)).toEqual(riscvCrash.functions);
    expect(end).toBe('outermost');
  });

  it('says that the stack was not printed when it is cut off', () => {
    const { frames, end } = unwindRiscv(info, {
      registers: riscvCrash.registers,
      stack: { address: stack.address, bytes: stack.bytes.subarray(0, 32) },
    });
    expect(frames).toHaveLength(3);
    expect(end).toBe('stack-not-printed');
  });
});

describe('the crash that simulated Xtensa chips print', () => {
  const elf = elfOf('xtensa');
  const info = DebugInfo.open(elf);

  it('is that of the ELF file beside it', () => {
    expect(createHash('sha256').update(elf).digest('hex')).toBe(xtensaCrash.elfSha256);
    expect(info).toMatchObject({ architecture: 'xtensa', hasLines: true });
  });

  it('has a backtrace through every function to the task', () => {
    expect(xtensaCrash.backtrace.map(([pc]) => info.places(pc).at(-1)?.function)).toEqual(
      xtensaCrash.functions,
    );
    expect(info.places(xtensaCrash.backtrace[1]?.[0] ?? 0).map((place) => place.function)).toEqual([
      'average',
      'measure',
    ]);
  });
});

describe('the symbols of a program', () => {
  const info = DebugInfo.open(elfOf('riscv'));
  const start = info.symbolAt(riscvCrash.registers['MEPC'] ?? 0);

  it('name the function that an address lies in, with its start and size', () => {
    expect(start).toMatchObject({ name: 'read_sensor' });
    expect(start?.sizeBytes).toBeGreaterThan(8);
  });

  it('know nothing of data, of ROM and of what lies outside', () => {
    for (const address of [0, 0x3fc8_0000, 0x4000_1234, 0xffff_fffe]) {
      expect(info.symbolAt(address)).toBeNull();
      expect(info.places(address)).toEqual([]);
      expect(info.isCode(address)).toBe(false);
    }
  });
});

it('refuses what is no ELF file of a chip’s program', () => {
  expect(() => DebugInfo.open(new Uint8Array(100), 'notes.txt')).toThrow(/notes\.txt/);
});
