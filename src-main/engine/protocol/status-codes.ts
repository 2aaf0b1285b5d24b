/**
 * What the status bytes of an answer mean.
 * @source Espressif, serial protocol (ROM); esp-flasher-stub, src/commands.h (stub)
 */
const reasons: ReadonlyMap<number, string> = new Map([
  [0x05, 'received message is invalid'],
  [0x06, 'failed to act on received message'],
  [0x07, 'invalid checksum in message'],
  [0x08, 'flash write error: the data read back differ'],
  [0x09, 'flash read error'],
  [0x0a, 'flash read length error'],
  [0x0b, 'compressed data could not be inflated'],
  [0x0c, 'the Adler-32 of the compressed data is wrong'],
  [0x0d, 'the parameters of the compressed data are invalid'],
  [0x0e, 'invalid size of a RAM segment'],
  [0x0f, 'invalid address of a RAM segment'],
  [0xc0, 'bad data length'],
  [0xc1, 'bad data checksum'],
  [0xc2, 'bad block size'],
  [0xc3, 'the stub does not know this command'],
  [0xc4, 'the flash did not carry out the operation'],
  [0xc5, 'the flash could not be unlocked'],
  [0xc6, 'not in flash mode'],
  [0xc7, 'compressed data could not be inflated'],
  [0xc8, 'not enough data'],
  [0xc9, 'too much data'],
  [0xff, 'not implemented in this stub'],
]);

/** ROM: the message makes no sense to it, most often because it does not know the command. */
export const invalidMessageStatus = 0x05;

const unknownCommandStatuses: ReadonlySet<number> = new Set([invalidMessageStatus, 0xc3, 0xff]);

/**
 * The one code of a failed status. A ROM and older stubs send a flag of 1 and then the code, newer stubs the code first.
 * Null when the status says that all is well.
 */
export function failureCode(status: Uint8Array): number | null {
  const [first = 0, second = 0] = status;
  if (first === 0) return null;
  return first === 1 ? second : first;
}

export function statusReason(code: number): string {
  return reasons.get(code) ?? `status 0x${code.toString(16).padStart(2, '0')}`;
}

/** True where the code says that the loader does not know the command at all. */
export function saysUnknownCommand(code: number): boolean {
  return unknownCommandStatuses.has(code);
}
