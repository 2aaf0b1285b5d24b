import type { DecodedCrash } from '../../../src-shared/model/crash';
import type { CfaRow, RegisterRule } from './cfa-row';
import type { DebugInfo } from './debug-info';

/** Registers as the board printed them, and the stack from where it printed it. */
export interface RiscvStop {
  readonly registers: Readonly<Record<string, number>>;
  readonly stack: { readonly address: number; readonly bytes: Uint8Array };
}

/** What the walk asks of a program. */
export type UnwindInfo = Pick<DebugInfo, 'isCode' | 'unwindRow'>;

export interface UnwoundFrame {
  /** Of a caller: an address within the call. */
  readonly pc: number;
  readonly kind: 'exact' | 'caller';
}

export interface UnwoundStack {
  readonly frames: readonly UnwoundFrame[];
  readonly end: DecodedCrash['end'];
}

/** Names in the order of the registers' numbers. @source RISC-V psABI, table 1; ESP-IDF prints x8 as `S0/FP` */
const registerNames: readonly (readonly string[])[] = [
  ['ZERO'],
  ['RA'],
  ['SP'],
  ['GP'],
  ['TP'],
  ['T0'],
  ['T1'],
  ['T2'],
  ['S0/FP', 'S0', 'FP'],
  ['S1'],
  ...Array.from({ length: 8 }, (_, index) => [`A${index}`]),
  ...Array.from({ length: 10 }, (_, index) => [`S${index + 2}`]),
  ...Array.from({ length: 4 }, (_, index) => [`T${index + 3}`]),
];
const returnAddress = 1;
const stackPointer = 2;
/** More than any task's stack holds that a board prints. */
const mostFrames = 64;
/** A return address points behind the call, perhaps at the next line: the shortest call is 2 bytes long. */
const shortestCallBytes = 2;
/** Where these chips have code at all, the ROM's among it. */
const codeRegion = { low: 0x4000_0000, high: 0x5000_0000 };

type Registers = ReadonlyMap<number, number>;

/**
 * Walks from the place of a crash to the callers. The first frame may be without unwind information: a ROM function or one in
 * assembly that has not moved the stack pointer. `all-printed` says that there may be more than 64.
 */
export function unwindRiscv(info: UnwindInfo, { registers: printed, stack }: RiscvStop): UnwoundStack {
  const pc = printed['MEPC'] ?? printed['PC'];
  if (pc === undefined) return { frames: [], end: 'corrupted' };
  const frames: UnwoundFrame[] = [{ pc: pc >>> 0, kind: 'exact' }];
  let registers = numbered(printed);
  while (frames.length < mostFrames) {
    const step = callerOf(info, frames, registers, stack);
    if ('end' in step) return { frames, end: step.end };
    frames.push({ pc: (step.returnTo - shortestCallBytes) >>> 0, kind: 'caller' });
    registers = step.registers;
  }
  return { frames, end: 'all-printed' };
}

type Step =
  { readonly returnTo: number; readonly registers: Registers } | { readonly end: DecodedCrash['end'] };

function callerOf(
  info: UnwindInfo,
  frames: readonly UnwoundFrame[],
  registers: Registers,
  stack: RiscvStop['stack'],
): Step {
  const pc = frames.at(-1)?.pc ?? 0;
  const isFirst = frames.length === 1;
  const row = info.isCode(pc) ? info.unwindRow(pc) : null;
  if (row === null || row.cfa === null) return isFirst ? arrival(info, registers) : { end: 'no-unwind-info' };
  const base = registers.get(row.cfa.register);
  const before = registers.get(stackPointer);
  if (base === undefined || before === undefined) return { end: 'no-unwind-info' };
  const cfa = (base + row.cfa.offset) >>> 0;
  // Only the innermost function may do without a frame: a caller's frame lies above, or the walk goes in circles.
  if (cfa < before || (cfa === before && !isFirst)) return { end: 'corrupted' };
  const rule = row.rules.get(row.returnRegister);
  if (rule?.kind === 'undefined') return { end: 'outermost' };
  if (rule?.kind === 'unknown') return { end: 'no-unwind-info' };
  const callers = callersRegisters(row, cfa, registers, stack);
  const returnTo = callers.get(row.returnRegister);
  if (returnTo === undefined) return { end: 'stack-not-printed' };
  return arrival(info, callers, returnTo);
}

/** Where the return address leads; a function that keeps it in its register when it calls is none. */
function arrival(info: UnwindInfo, registers: Registers, returnTo = registers.get(returnAddress)): Step {
  if (returnTo === undefined) return { end: 'no-unwind-info' };
  if (returnTo === 0) return { end: 'outermost' };
  const call = returnTo - shortestCallBytes;
  const isPossible = call >= codeRegion.low && call < codeRegion.high && returnTo % 2 === 0;
  return isPossible || info.isCode(call) ? { returnTo, registers } : { end: 'corrupted' };
}

/** What the caller's registers held. Those that cannot be told are left out. */
function callersRegisters(
  row: CfaRow,
  cfa: number,
  registers: Registers,
  stack: RiscvStop['stack'],
): Registers {
  const callers = new Map(registers);
  for (const [register, rule] of row.rules) {
    const value = registerValue(rule, register, cfa, registers, stack);
    if (value === undefined) callers.delete(register);
    else callers.set(register, value);
  }
  callers.set(stackPointer, cfa);
  return callers;
}

function registerValue(
  rule: RegisterRule,
  register: number,
  cfa: number,
  registers: Registers,
  stack: RiscvStop['stack'],
): number | undefined {
  switch (rule.kind) {
    case 'same':
      return registers.get(register);
    case 'register':
      return registers.get(rule.register);
    case 'value':
      return (cfa + rule.offset) >>> 0;
    case 'saved-at':
      return wordAt(stack, cfa + rule.offset);
    default:
      return undefined;
  }
}

function wordAt({ address, bytes }: RiscvStop['stack'], at: number): number | undefined {
  const index = at - address;
  if (index < 0 || index + 4 > bytes.length) return undefined;
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(index, true);
}

function numbered(printed: Readonly<Record<string, number>>): Registers {
  const registers = new Map<number, number>();
  registerNames.forEach((names, number) => {
    const name = names.find((candidate) => printed[candidate] !== undefined);
    const value = name === undefined ? undefined : printed[name];
    if (value !== undefined) registers.set(number, value >>> 0);
  });
  return registers;
}
