import type { CrashReport, DecodedCrash, DecodedFrame } from '../../../src-shared/model/crash';
import type { DumpedMemory } from '../../engine/core-dump/dumped-task';
import { unwindRiscv } from '../../engine/debug-info/unwind-riscv';
import type { CrashFrames } from './crash-tasks';
import type { OpenedElf } from './debug-info-cache';
import { decodeRegisters, registerOf } from './decode-registers';
import { memoryOf } from './dumped-memory';
import { frameAt, frameOfReturn } from './frame-at';
import { possibleCallers } from './possible-callers';

/**
 * A crash of a chip with a RISC-V core. The board walks the stack itself where it was built with frame pointers; else the ELF's
 * unwind information does it here, over the stack that the board has printed. Where that ends before the outermost function, what
 * else on the stack looks like a return address follows.
 */
export function decodeRiscv(elf: OpenedElf, report: CrashReport): CrashFrames {
  const { frames, end } = report.backtrace.length > 0 ? printed(elf, report) : unwound(elf, report);
  return { frames, end, registers: decodeRegisters(elf, report, registerFrameIn(elf)) };
}

type Unwound = Pick<CrashFrames, 'frames' | 'end'>;

/** Of the callers it prints where they go on after the call. @source ESP-IDF, esp_fp_print_backtrace */
function printed(elf: OpenedElf, { backtrace, backtraceCorrupted }: CrashReport): Unwound {
  const frames = backtrace.map(({ pc }, index) =>
    index === 0 ? frameAt(elf, pc, 'exact') : callerAt(elf, pc),
  );
  return { frames, end: backtraceCorrupted ? 'corrupted' : 'all-printed' };
}

function unwound(elf: OpenedElf, report: CrashReport): Unwound {
  const pc = registerOf(report, 'MEPC');
  if (pc === null) return { frames: [], end: 'stack-not-printed' };
  const stack = report.stack === null ? null : memoryOf(report.stack);
  return unwindStack(elf, report.registers, stack);
}

/** `registers` by their names in capitals, `MEPC` or `PC` among them; `stack` null: nothing of it is known. */
export function unwindStack(
  elf: OpenedElf,
  registers: CrashReport['registers'],
  stack: DumpedMemory | null,
): Unwound {
  const { frames: found, end } = unwindRiscv(elf.info, { registers, stack: stack ?? noMemory });
  const frames = found.map(({ pc, kind }) => frameAt(elf, pc, kind));
  if (end === 'outermost' || stack === null) return { frames, end: endWithout(stack, end) };
  const from = registers['SP'] ?? stack.address;
  return { frames: [...frames, ...possibleCallers(elf, stack, from, found)], end };
}

function endWithout(stack: DumpedMemory | null, end: DecodedCrash['end']): DecodedCrash['end'] {
  return stack === null && end !== 'outermost' ? 'stack-not-printed' : end;
}

const noMemory: DumpedMemory = { address: 0, bytes: new Uint8Array(0) };

function callerAt(elf: OpenedElf, address: number): DecodedFrame {
  return frameOfReturn(elf, 'riscv', address, 'caller') ?? frameAt(elf, address, 'caller');
}

function registerFrameIn(elf: OpenedElf): (name: string, value: number) => DecodedFrame | null | undefined {
  return (name, value) =>
    name === 'RA' ? (frameOfReturn(elf, 'riscv', value, 'caller') ?? undefined) : undefined;
}
