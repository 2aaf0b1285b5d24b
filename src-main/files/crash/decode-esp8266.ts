import type { CrashReport, DecodedFrame } from '../../../src-shared/model/crash';
import type { CrashFrames } from './crash-tasks';
import type { OpenedElf } from './debug-info-cache';
import { decodeRegisters, registerOf } from './decode-registers';
import { memoryOf, wordsFrom } from './dumped-memory';
import { frameAt, frameOfReturn } from './frame-at';

/** More than the whole stack of such a chip holds in calls. */
const mostFrames = 128;

/**
 * A crash of an ESP8266: where it was, and each word on its stack that a call of this ELF returns to. Which of them are left from
 * calls that have long returned cannot be told: nothing says how large a function's frame is.
 */
export function decodeEsp8266(elf: OpenedElf, report: CrashReport): CrashFrames {
  const { stack } = report;
  const pc = registerOf(report, 'EPC1') ?? 0;
  const exact = pc === 0 ? [] : [frameAt(elf, pc, 'exact')];
  return {
    frames: [...exact, ...(stack === null ? [] : callsOnStack(elf, stack))],
    registers: decodeRegisters(elf, report, (name) => (name === 'EPC1' ? null : undefined)),
    end: stack === null ? 'stack-not-printed' : 'all-printed',
  };
}

function callsOnStack(elf: OpenedElf, stack: NonNullable<CrashReport['stack']>): readonly DecodedFrame[] {
  const frames: DecodedFrame[] = [];
  for (const word of wordsFrom(memoryOf(stack), stack.address)) {
    const frame = frameOfReturn(elf, 'xtensa-lx106', word, 'possible');
    if (frame !== null) frames.push(frame);
    if (frames.length === mostFrames) break;
  }
  return frames;
}
