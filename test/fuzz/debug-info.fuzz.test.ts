import { readFileSync } from 'node:fs';
import { describe } from 'vitest';
import { DebugInfo } from '../../src-main/engine/debug-info/debug-info';
import { unwindRiscv } from '../../src-main/engine/debug-info/unwind-riscv';
import { riscvCrash, xtensaCrash } from '../../src-main/simulator/programs/crash-facts';
import { fuzzParser } from './fuzz-parser';

const seeds = ['riscv', 'xtensa'].map((name) =>
  readFileSync(new URL(`../fixtures/crash/crash-${name}.elf`, import.meta.url)),
);
const stack = { address: riscvCrash.stack.address, bytes: Buffer.from(riscvCrash.stack.hex, 'hex') };
const addresses = [riscvCrash.registers['MEPC'] ?? 0, ...xtensaCrash.backtrace.map(([pc]) => pc)];

describe('debug information', () => {
  fuzzParser({
    name: 'programs with debug information',
    seeds,
    codes: ['elf-invalid'],
    inputs: 10_000,
    parse: (bytes) => {
      const info = DebugInfo.open(bytes);
      const { frames } = unwindRiscv(info, { registers: riscvCrash.registers, stack });
      return [...frames.map(({ pc }) => pc), ...addresses].map((pc) => [info.places(pc), info.symbolAt(pc)]);
    },
  });
});
