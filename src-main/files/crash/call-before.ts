import type { CrashArchitecture } from '../../../src-shared/model/crash';
import type { ElfCode } from './elf-code';

/**
 * The address of the call instruction that returns to `address`; null where none does. Tells return addresses from other words
 * that happen to point into code.
 */
export function callBefore(code: ElfCode, architecture: CrashArchitecture, address: number): number | null {
  return architecture === 'riscv'
    ? riscvCallBefore(code, address)
    : xtensaCallBefore(code, address, architecture);
}

const xtensaCallBytes = 3;

function xtensaCallBefore(
  code: ElfCode,
  address: number,
  architecture: 'xtensa' | 'xtensa-lx106',
): number | null {
  const bytes = code.bytesAt(address - xtensaCallBytes, xtensaCallBytes);
  if (bytes === null) return null;
  const window = xtensaCallWindow(bytes);
  // The ESP8266's core has no register windows.
  if (window === null || (architecture === 'xtensa-lx106' && window !== 0)) return null;
  return address - xtensaCallBytes;
}

/**
 * By how many registers, over four, the call rotates the window; null: it is no call.
 * @source Xtensa ISA reference manual: CALL0/4/8/12 (format CALL, op0 0101), CALLX0/4/8/12 (format RRR, op0, r, op1, op2 0, m 11)
 */
function xtensaCallWindow(bytes: Uint8Array): number | null {
  const [low = 0, middle = 0, high = 0] = bytes;
  const isCall = (low & 0x0f) === 0x05;
  const isCallX = (low & 0xcf) === 0xc0 && (middle & 0xf0) === 0 && high === 0;
  return isCall || isCallX ? (low >> 4) & 3 : null;
}

/** @source RISC-V unprivileged ISA: JAL, JALR; C extension: C.JAL (RV32), C.JALR. Links go to x1 or x5. */
function riscvCallBefore(code: ElfCode, address: number): number | null {
  if (address % 2 !== 0) return null;
  const whole = code.bytesAt(address - 4, 4);
  if (whole !== null) {
    const word = ((whole[1] ?? 0) << 8) | (whole[0] ?? 0);
    const isJump = (word & 0x7f) === 0x6f || ((word & 0x7f) === 0x67 && (word & 0x7000) === 0);
    const link = (word >> 7) & 0x1f;
    if (isJump && (link === 1 || link === 5)) return address - 4;
  }
  const half = code.bytesAt(address - 2, 2);
  if (half === null) return null;
  const word = ((half[1] ?? 0) << 8) | (half[0] ?? 0);
  const isJal = (word & 0xe003) === 0x2001;
  const isJalr = (word & 0xf07f) === 0x9002 && (word & 0x0f80) !== 0;
  return isJal || isJalr ? address - 2 : null;
}
