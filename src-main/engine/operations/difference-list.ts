import type { DifferenceRange } from '../../../src-shared/model/job';

/** Further ones are only counted. */
const maxRanges = 100;
/** Bytes of each side that a range shows. */
const shownBytes = 16;

interface OpenRange {
  readonly start: number;
  sizeBytes: number;
  readonly expected: number[];
  readonly actual: number[];
}

/** Collects what differs, stretch by stretch in rising order; bytes next to each other make one range, over stretches too. */
export class DifferenceList {
  readonly #flashOffset: number;
  readonly #ranges: OpenRange[] = [];
  #last: OpenRange | null = null;
  #count = 0;

  /** `flashOffset` is where index 0 lies. */
  constructor(flashOffset: number) {
    this.#flashOffset = flashOffset;
  }

  get count(): number {
    return this.#count;
  }

  /** The first hundred; offsets are those of the flash. */
  get ranges(): readonly DifferenceRange[] {
    return this.#ranges.map(({ start, sizeBytes, expected, actual }) => ({
      offset: this.#flashOffset + start,
      sizeBytes,
      expected: Buffer.from(expected).toString('hex'),
      actual: Buffer.from(actual).toString('hex'),
    }));
  }

  /** Both have the same length and begin at `at`. */
  add(at: number, expected: Uint8Array, actual: Uint8Array): void {
    for (let index = 0; index < expected.length; index++)
      if (expected[index] !== actual[index])
        this.#addByte(at + index, expected[index] ?? 0, actual[index] ?? 0);
  }

  #addByte(at: number, expected: number, actual: number): void {
    this.#count += 1;
    let range = this.#last;
    if (range === null || range.start + range.sizeBytes !== at) {
      range = { start: at, sizeBytes: 0, expected: [], actual: [] };
      this.#last = range;
      if (this.#ranges.length < maxRanges) this.#ranges.push(range);
    }
    range.sizeBytes += 1;
    if (range.expected.length === shownBytes) return;
    range.expected.push(expected);
    range.actual.push(actual);
  }
}
