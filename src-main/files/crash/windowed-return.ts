/** Where the cores of ESP32, ESP32-S2 and ESP32-S3 fetch instructions from: 0x4000_0000 to 0x7fff_ffff at most. */
const instructionSpace = 0x4000_0000;
const addressBits = 0x3fff_ffff;
const callBytes = 3;

/**
 * The address of the call that returns to `a0`: in place of the two topmost bits of an address, the register has how far the call
 * has rotated the window. All calls are of three bytes.
 * @source Xtensa ISA reference manual, windowed register option, CALL4/8/12 and RETW
 */
export function windowedCall(a0: number): number {
  return ((a0 & addressBits) | instructionSpace) - callBytes;
}
