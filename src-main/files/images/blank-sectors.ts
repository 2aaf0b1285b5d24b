import { sectorBytes } from '../../../src-shared/model/flash-size';
const blankSector = new Uint8Array(sectorBytes).fill(0xff);

/**
 * Which sectors of a file are blank (FF), found once: any number of stretches can then be asked for, as a table with overlapping
 * partitions makes one do, without looking at all bytes again.
 */
export class BlankSectors {
  readonly #bytes: Uint8Array;
  /** At index n: how many of the first n whole sectors are not blank. */
  readonly #written: Uint32Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    const sectors = Math.floor(bytes.length / sectorBytes);
    this.#written = new Uint32Array(sectors + 1);
    for (let index = 0; index < sectors; index++) {
      const start = index * sectorBytes;
      const differs = Buffer.compare(bytes.subarray(start, start + sectorBytes), blankSector) !== 0;
      this.#written[index + 1] = (this.#written[index] ?? 0) + (differs ? 1 : 0);
    }
  }

  /** Offsets in the file; what lies past its end is blank. */
  isBlank(start: number, end: number): boolean {
    const stop = Math.min(end, this.#bytes.length);
    if (stop <= start) return true;
    const first = Math.ceil(start / sectorBytes);
    const last = Math.floor(stop / sectorBytes);
    if (first >= last) return this.#isBlankWithin(start, stop);
    const written = (this.#written[last] ?? 0) - (this.#written[first] ?? 0);
    return (
      written === 0 &&
      this.#isBlankWithin(start, first * sectorBytes) &&
      this.#isBlankWithin(last * sectorBytes, stop)
    );
  }

  /** Two sectors at most. */
  #isBlankWithin(start: number, end: number): boolean {
    return this.#bytes.subarray(start, end).every((byte) => byte === 0xff);
  }
}
