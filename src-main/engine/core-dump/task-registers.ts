const names = (text: string): readonly string[] => text.split(' ');

/** RvExcFrame and the register set of notes begin alike. @source ESP-IDF, espcoredump/src/port/riscv/core_dump_port.c */
const riscvNames = names(
  'PC RA SP GP TP T0 T1 T2 S0 S1 A0 A1 A2 A3 A4 A5 A6 A7 S2 S3 S4 S5 S6 S7 S8 S9 S10 S11 T3 T4 T5 T6',
);

export type TaskRegisters = Readonly<Record<string, number>>;

function word(bytes: Uint8Array, index: number): number {
  const at = 4 * index;
  return at + 4 > bytes.length ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true);
}

/** 32 words, from the register set of a note or from the top of a stack. */
export function readRiscvRegisters(bytes: Uint8Array): TaskRegisters {
  return Object.fromEntries(riscvNames.map((name, index) => [name, word(bytes, index)]));
}

/** xtensa_gregset_t: pc, ps, lbeg, lend, lcount, sar, window start and base, 56 words for nothing, then the address registers. */
const noteNames = names('PC PS LBEG LEND LCOUNT SAR');
const noteAddressRegisters = 64;
const windowRegisters = 16;

/** @source ESP-IDF, espcoredump/src/port/xtensa/core_dump_port.c */
export function readXtensaNoteRegisters(bytes: Uint8Array): TaskRegisters {
  return {
    ...Object.fromEntries(noteNames.map((name, index) => [name, word(bytes, index)])),
    ...addressRegisters(bytes, noteAddressRegisters, windowRegisters),
  };
}

/**
 * From the frame at the top of a stack: an exception frame (exit, pc, ps, a0 … a15, sar, exccause, excvaddr, loop registers), or
 * the short one of a task that gave up the core by itself: exit is 0 there.
 * @source ESP-IDF, freertos xtensa_context.h
 */
export function readXtensaFrame(bytes: Uint8Array): TaskRegisters {
  if (word(bytes, 0) === 0)
    return { PC: toCode(word(bytes, 1)), PS: word(bytes, 2), ...addressRegisters(bytes, 4, 4) };
  return {
    PC: word(bytes, 1),
    PS: word(bytes, 2),
    ...addressRegisters(bytes, 3, windowRegisters),
    SAR: word(bytes, 19),
    EXCCAUSE: word(bytes, 20),
    EXCVADDR: word(bytes, 21),
  };
}

function addressRegisters(bytes: Uint8Array, first: number, count: number): TaskRegisters {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`A${index}`, word(bytes, first + index)]),
  );
}

/** Return addresses of windowed calls carry the size of the window in their upper two bits; code lies at 0x4… */
function toCode(address: number): number {
  return ((address & 0x3fff_ffff) | 0x4000_0000) >>> 0;
}
