import type { AddressedBytes } from './address-range';

export const recordDataBytes = 16;
export const bankBytes = 0x1_0000;
/** Count, address, type and checksum of a record. */
export const recordFrameBytes = 5;

const colon = 0x3a;
const lineFeed = 0x0a;
/** Colon, frame and line feed. */
const recordFrameDigits = 2 * recordFrameBytes + 2;
/** Of an extended linear address. */
export const bankFieldBytes = 2;

/** Records as text, written digit by digit into one piece of memory: files of megabytes have millions of records. */
export class IntelHexText {
  readonly #text: Uint8Array;
  #end = 0;

  /** Has room for the most that the ranges can need. */
  constructor(ranges: readonly AddressedBytes[]) {
    let sizeBytes = recordFrameDigits;
    for (const { data } of ranges) {
      // A range that begins within a bank reaches into one more.
      const banks = Math.ceil(data.length / bankBytes) + 1;
      const records = Math.ceil(data.length / recordDataBytes) + banks;
      sizeBytes += records * recordFrameDigits + banks * (recordFrameDigits + 2 * bankFieldBytes);
      sizeBytes += 2 * data.length;
    }
    this.#text = new Uint8Array(sizeBytes);
  }

  get bytes(): Uint8Array {
    return this.#text.subarray(0, this.#end);
  }

  /** `sizeBytes` of `data` from `start` on. */
  add(type: number, address: number, data: Uint8Array, start: number, sizeBytes: number): void {
    this.#text[this.#end++] = colon;
    this.#addByte(sizeBytes);
    this.#addByte(address >> 8);
    this.#addByte(address & 0xff);
    this.#addByte(type);
    let sum = sizeBytes + (address >> 8) + (address & 0xff) + type;
    for (let at = start; at < start + sizeBytes; at++) {
      const byte = data[at] ?? 0;
      this.#addByte(byte);
      sum += byte;
    }
    this.#addByte(-sum & 0xff);
    this.#text[this.#end++] = lineFeed;
  }

  #addByte(byte: number): void {
    this.#text[this.#end++] = digitCode(byte >> 4);
    this.#text[this.#end++] = digitCode(byte & 0x0f);
  }
}

function digitCode(digit: number): number {
  return digit < 10 ? 0x30 + digit : 0x37 + digit;
}
