import type { DecodedFrame } from '../../../src-shared/model/crash';
import type { DumpedMemory } from '../../engine/core-dump/dumped-task';
import type { OpenedElf } from './debug-info-cache';
import { wordsFrom } from './dumped-memory';
import { frameOfReturn } from './frame-at';

const mostFrames = 64;
/** The longest call: an address within it is less than that before where it returns to. */
const longestCallBytes = 4;

/**
 * Words of a RISC-V stack that calls return to, from `from` on, innermost first; those behind which the callers in `unwound` lie
 * are passed over, since what is nearer to the top is known already.
 */
export function possibleCallers(
  elf: OpenedElf,
  stack: DumpedMemory,
  from: number,
  unwound: readonly { readonly pc: number; readonly kind: string }[],
): readonly DecodedFrame[] {
  const returns = [...wordsFrom(stack, from)].flatMap((word) => {
    const frame = frameOfReturn(elf, 'riscv', word, 'possible');
    return frame === null ? [] : [{ word, frame }];
  });
  let start = 0;
  for (const { pc, kind } of unwound) {
    if (kind !== 'caller') continue;
    // A caller that was in a register is not on the stack, or only as what is left from before.
    const index = returns.findIndex(({ word }, at) => at >= start && isWithinCall(pc, word));
    if (index >= 0) start = index + 1;
  }
  return returns.slice(start, start + mostFrames).map(({ frame }) => frame);
}

function isWithinCall(pc: number, returnAddress: number): boolean {
  return pc < returnAddress && returnAddress - pc <= longestCallBytes;
}
