import type { CrashReport, DecodedCrash, DecodedFrame } from '../../../src-shared/model/crash';
import type { CrashFrames } from './crash-tasks';
import type { OpenedElf } from './debug-info-cache';
import { decodeRegisters, registerOf } from './decode-registers';
import { frameAt } from './frame-at';
import { windowedCall } from './windowed-return';

/** What an instruction before the one that failed, or a call, is away from the address that the core has. */
const printedBehindBytes = 3;

/**
 * A crash of an ESP32, ESP32-S2 or ESP32-S3. ESP-IDF walks the stack itself; what it prints is three bytes before where each
 * function goes on, which is within the call.
 * @source ESP-IDF, esp_backtrace_print and esp_cpu_process_stack_pc
 */
export function decodeXtensa(elf: OpenedElf, report: CrashReport): CrashFrames {
  return {
    frames: framesOf(elf, report),
    registers: decodeRegisters(elf, report, (name, value) => registerFrame(elf, name, value)),
    end: endOf(report),
  };
}

function framesOf(elf: OpenedElf, { backtrace, registers }: CrashReport): readonly DecodedFrame[] {
  const pc = registerOf({ registers }, 'PC');
  if (backtrace.length === 0) return pc === null ? [] : [frameAt(elf, pc, 'exact')];
  return backtrace.map((entry, index) => {
    if (index > 0) return frameAt(elf, entry.pc, 'caller');
    // Three bytes before where the core was can be another line, even another function: its register knows better.
    const isBehind = pc !== null && entry.pc === (pc - printedBehindBytes) >>> 0;
    return frameAt(elf, isBehind ? pc : entry.pc, 'exact');
  });
}

function endOf({ backtrace, backtraceCorrupted }: CrashReport): DecodedCrash['end'] {
  if (backtraceCorrupted) return 'corrupted';
  return backtrace.length === 0 ? 'stack-not-printed' : 'all-printed';
}

function registerFrame(elf: OpenedElf, name: string, value: number): DecodedFrame | null | undefined {
  // Data that could not be reached, whatever it looks like.
  if (name === 'EXCVADDR') return null;
  if (name !== 'A0') return undefined;
  const call = windowedCall(value);
  return elf.info.isCode(call) ? frameAt(elf, call, 'caller') : null;
}
