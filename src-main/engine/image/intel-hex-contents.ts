import type { AddressedBytes } from './address-range';

/** Real files have some dozens; one that jumps with every record would need far more memory than it has bytes. */
const mostRanges = 0x1_0000;

/** The data of the records, one after the other in one piece of memory; records that follow each other are one range. */
export class IntelHexContents {
  readonly #bytes: Uint8Array;
  readonly #ranges: { readonly address: number; readonly start: number; sizeBytes: number }[] = [];
  #end = 0;

  /** Every byte takes two digits. */
  constructor(textBytes: number) {
    this.#bytes = new Uint8Array(Math.floor(textBytes / 2));
  }

  /** False where there are too many ranges. */
  add(address: number, data: Uint8Array): boolean {
    if (data.length === 0) return true;
    const last = this.#ranges.at(-1);
    if (last !== undefined && last.address + last.sizeBytes === address) last.sizeBytes += data.length;
    else this.#ranges.push({ address, start: this.#end, sizeBytes: data.length });
    this.#bytes.set(data, this.#end);
    this.#end += data.length;
    return this.#ranges.length <= mostRanges;
  }

  parts(): readonly AddressedBytes[] {
    return this.#ranges.map(({ address, start, sizeBytes }) => ({
      address,
      data: this.#bytes.subarray(start, start + sizeBytes),
    }));
  }
}
