import type { CoreDumpTask } from '../../../src-shared/model/crash';

/** A task with what unwinding needs. Addresses and values are unsigned 32-bit numbers. */
export interface DumpedTask extends CoreDumpTask {
  /** Of Xtensa: PC, PS, A0 … A15, SAR, LBEG …; of RISC-V: PC, RA, SP, GP, TP, T0 …, S0 …, A0 … */
  readonly registers: Readonly<Record<string, number>>;
  /** The memory that its stack pointer points into; empty where it was not dumped. */
  readonly stack: { readonly address: number; readonly bytes: Uint8Array };
}

export interface DumpContents {
  readonly architecture: 'xtensa' | 'riscv';
  readonly tasks: readonly DumpedTask[];
  readonly elfSha256: string | null;
}

/** A stretch of memory. */
export interface DumpedMemory {
  readonly address: number;
  readonly bytes: Uint8Array;
}

const nameBytes = 16;
/** After pointer to the stack's top, two list items, priority and the stack's start; kernels with more in front come later. */
const namePlaces = [52, 56, 60, 64, 68] as const;

/**
 * The name in a task's control block; empty where none is to be found. @source FreeRTOS, tskTaskControlBlock, as ESP-IDF builds it
 */
export function readTaskName(tcb: Uint8Array): string {
  for (const place of namePlaces) {
    const field = tcb.subarray(place, place + nameBytes);
    const end = field.indexOf(0);
    const name = field.subarray(0, end < 0 ? nameBytes : end);
    if (name.length > 0 && name.every((byte) => byte >= 0x20 && byte < 0x7f))
      return Buffer.from(name).toString('latin1');
  }
  return '';
}

export interface TaskParts {
  readonly tcb: number;
  readonly name: string;
  readonly crashed: boolean;
  readonly registers: Readonly<Record<string, number>>;
  readonly stack: DumpedMemory | null;
}

export function dumpedTask({ tcb, name, crashed, registers, stack }: TaskParts): DumpedTask {
  return {
    name,
    crashed,
    tcb,
    pc: registers['PC'] ?? 0,
    sp: stackPointerOf(registers),
    stackBytes: stack?.bytes.length ?? 0,
    registers,
    stack: stack ?? { address: 0, bytes: new Uint8Array(0) },
  };
}

/** A1 is the stack pointer of Xtensa; of RISC-V it is an argument, and SP is there. */
export function stackPointerOf(registers: Readonly<Record<string, number>>): number {
  return registers['SP'] ?? registers['A1'] ?? 0;
}

/** The one that crashed first, the others as they come. */
export function crashedFirst(tasks: readonly DumpedTask[]): readonly DumpedTask[] {
  return [...tasks.filter(({ crashed }) => crashed), ...tasks.filter(({ crashed }) => !crashed)];
}
