import type { DecodedCoreDump, DecodedCrash, DecodedFrame } from '../../../src-shared/model/crash';
import type { DumpedTask } from '../../engine/core-dump/dumped-task';
import type { OpenedElf } from './debug-info-cache';
import { unwindStack } from './decode-riscv';
import { wordAt } from './dumped-memory';
import { frameAt } from './frame-at';
import { windowedCall } from './windowed-return';

export type DecodedTask = DecodedCoreDump['tasks'][number];

/** The calls of a task, by its registers and its stack. Linear in the size of the stack. */
export function decodeDumpedTask(elf: OpenedElf, task: DumpedTask): DecodedTask {
  return elf.info.architecture === 'riscv'
    ? unwindStack(elf, task.registers, task.stack)
    : unwindWindows(elf, task);
}

/** Below each function's stack pointer lie its caller's a0 and a1. @source Xtensa ISA, windowed ABI: base save area */
const baseSaveBytes = 16;
/** Of a recursion without end. */
const mostFrames = 512;

/** Follows what the windows' overflows have left on the stack. It ends: the stack pointer only grows, within the dump. */
function unwindWindows(elf: OpenedElf, { registers, pc, sp, stack }: DumpedTask): DecodedTask {
  const frames: DecodedFrame[] = [frameAt(elf, pc, 'exact')];
  let returnAddress = registers['A0'] ?? 0;
  let stackPointer = sp;
  let end: DecodedCrash['end'] | null = null;
  while (end === null) {
    if (returnAddress === 0) end = 'outermost';
    else if (frames.length === mostFrames) end = 'all-printed';
    else {
      frames.push(frameAt(elf, windowedCall(returnAddress), 'caller'));
      const saved = stackPointer - baseSaveBytes;
      const above = wordAt(stack, saved);
      const pointerAbove = wordAt(stack, saved + 4);
      if (above === null || pointerAbove === null) end = 'stack-not-printed';
      else if (above !== 0 && pointerAbove <= stackPointer) end = 'corrupted';
      else {
        returnAddress = above;
        stackPointer = pointerAbove;
      }
    }
  }
  return { frames, end };
}
