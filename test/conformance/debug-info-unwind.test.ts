import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DebugInfo } from '../../src-main/engine/debug-info/debug-info';
import { unwindRiscv } from '../../src-main/engine/debug-info/unwind-riscv';
import { buildProgram, isInstalled, toolchains } from '../support/debug-toolchain';
import { Rv32Interpreter } from '../support/rv32-interpreter';
import { temporaryFolder } from '../support/temporary-folder';

/** By the numbers of the registers, as ESP-IDF prints them. */
const printedNames = [
  ['RA', 1],
  ['SP', 2],
  ['S0/FP', 8],
  ['S1', 9],
  ...Array.from({ length: 10 }, (_, index) => [`S${index + 2}`, index + 18] as const),
] as const;

const variants = [
  ['-O0', '-g'],
  ['-Og', '-g'],
  ['-Os', '-gdwarf-4'],
  ['-O2', '-gdwarf-2'],
  ['-O2', '-g', '-fno-omit-frame-pointer'],
  ['-O2', '-g0', '-fasynchronous-unwind-tables'],
].map((options) => ({ options }));

const toolchain = toolchains.find(({ name }) => name === 'riscv')!;
const installed = isInstalled(toolchain);
if (!installed) console.warn(`skipped: ${toolchain.prefix}-gcc and its tools are not installed`);

describe.skipIf(!installed)('the callers of a RISC-V program', () => {
  it.each(variants)('are those that called, at every instruction of a run: $options', async ({ options }) => {
    const elf = readFileSync(buildProgram(toolchain, await temporaryFolder(), ['calls.c'], options));
    const info = DebugInfo.open(elf);
    const machine = new Rv32Interpreter(elf);
    const wrong: string[] = [];
    let steps = 0;
    let deepest = 0;
    while (!machine.stopped) {
      const { frames, end } = unwindRiscv(info, {
        registers: {
          MEPC: machine.pc,
          ...Object.fromEntries(printedNames.map(([name, number]) => [name, machine.registers[number]!])),
        },
        stack: machine.stack(),
      });
      const found = `${frames.map(({ pc }) => pc.toString(16)).join(' ')} ${end}`;
      const callers = machine.returnAddresses.toReversed().map((address) => address - 2);
      const expected = `${[machine.pc, ...callers].map((pc) => pc.toString(16)).join(' ')} outermost`;
      if (found !== expected) wrong.push(`${found} instead of ${expected}`);
      deepest = Math.max(deepest, callers.length);
      machine.step();
      steps++;
    }
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(steps).toBeGreaterThan(500);
    expect(deepest).toBeGreaterThan(4);
  });
});
