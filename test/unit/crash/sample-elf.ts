import { digestOf } from '../../../src-main/files/import/imports-folder';
import type { OpenedElf } from '../../../src-main/files/crash/debug-info-cache';
import { ElfCode } from '../../../src-main/files/crash/elf-code';
import { DebugInfo } from '../../../src-main/engine/debug-info/debug-info';
import { buildElf } from '../image/build-elf';

/** Innermost first, as far as the tests' stacks go. */
export const functionNames = ['read_sensor', 'measure', 'app_main', 'main_task'] as const;
export type FunctionName = (typeof functionNames)[number];

export const functionBytes = 0x40;
/** Where in each function a call is, and where it goes on afterwards. */
const longCall = { riscv: { at: 0x10, next: 0x14 }, xtensa: { at: 0x10, next: 0x13 } } as const;
const shortCall = { riscv: { at: 0x20, next: 0x22 }, xtensa: { at: 0x20, next: 0x23 } } as const;

type Machine = 'riscv' | 'xtensa';

const bases = { riscv: 0x4200_0000, xtensa: 0x400d_0000 } as const;
/** jal ra; c.jalr a5 behind c.nop. call8; call0. */
const calls = {
  riscv: { long: [0xef, 0x00, 0x80, 0x00], short: [0x82, 0x97] },
  xtensa: { long: [0x25, 0x12, 0x00], short: [0x05, 0x12, 0x00] },
} as const;

/** A program of four functions without line tables, each with two calls in it. */
export function sampleElf(machine: Machine): Uint8Array {
  const code = new Uint8Array(functionNames.length * functionBytes);
  functionNames.forEach((_, index) => {
    code.set(calls[machine].long, index * functionBytes + longCall[machine].at);
    code.set(calls[machine].short, index * functionBytes + shortCall[machine].at);
  });
  const names = `\0${functionNames.join('\0')}\0`;
  const symbols = new DataView(new ArrayBuffer(16 * (functionNames.length + 1)));
  functionNames.forEach((name, index) => {
    const at = 16 * (index + 1);
    symbols.setUint32(at, names.indexOf(name), true);
    symbols.setUint32(at + 4, entryOf(machine, name), true);
    symbols.setUint32(at + 8, functionBytes, true);
    // A global function in the first section.
    symbols.setUint8(at + 12, 0x12);
    symbols.setUint16(at + 14, 1, true);
  });
  return buildElf({
    machine: machine === 'riscv' ? 243 : 94,
    sections: [
      { name: '.text', address: bases[machine], data: code, flags: 6 },
      { name: '.symtab', address: 0, data: new Uint8Array(symbols.buffer), type: 2 },
      { name: '.strtab', address: 0, data: new TextEncoder().encode(names), type: 3 },
    ],
  });
}

export function openedElf(machine: Machine): OpenedElf {
  const bytes = sampleElf(machine);
  return { info: DebugInfo.open(bytes), code: new ElfCode(bytes) };
}

export const sampleElfId = (machine: Machine): string => digestOf(sampleElf(machine));

export function entryOf(machine: Machine, name: FunctionName): number {
  return bases[machine] + functionNames.indexOf(name) * functionBytes;
}

/** The address of the call in that function: of `call8`, `jal`; `short`: of `call0`, `c.jalr`. */
export function callIn(machine: Machine, name: FunctionName, kind: 'long' | 'short' = 'long'): number {
  return entryOf(machine, name) + (kind === 'long' ? longCall : shortCall)[machine].at;
}

/** Where it returns to. */
export function returnInto(machine: Machine, name: FunctionName, kind: 'long' | 'short' = 'long'): number {
  return entryOf(machine, name) + (kind === 'long' ? longCall : shortCall)[machine].next;
}

/** Words as a board prints its memory: in the order of addresses, little-endian. */
export function hexOf(...words: readonly number[]): string {
  return Buffer.from(bytesOf(...words)).toString('hex');
}

export function bytesOf(...words: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(words.length * 4));
  words.forEach((word, index) => view.setUint32(index * 4, word, true));
  return new Uint8Array(view.buffer);
}
