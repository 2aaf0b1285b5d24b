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
  /** What kinds of difference it holds: a stretch that one side lacks makes a range of its own. */
  readonly side: Side;
}

type Side = 'both' | 'expected' | 'actual';

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
    for (let index = 0; index < expected.length; index++) {
      if (expected[index] === actual[index]) continue;
      const start = index;
      while (index < expected.length && expected[index] !== actual[index]) index++;
      this.#addRun(at + start, expected.subarray(start, index), actual.subarray(start, index));
    }
  }

  /** Bytes that one side has and the other has nothing for, beginning at `at`. */
  addLone(at: number, side: 'expected' | 'actual', bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#count += bytes.length;
    const range = this.#rangeAt(at, side);
    range.sizeBytes += bytes.length;
    const shown = range[side];
    shown.push(...bytes.subarray(0, shownBytes - shown.length));
  }

  /** Both differ throughout. */
  #addRun(at: number, expected: Uint8Array, actual: Uint8Array): void {
    this.#count += expected.length;
    const range = this.#rangeAt(at, 'both');
    range.sizeBytes += expected.length;
    const wanted = shownBytes - range.expected.length;
    range.expected.push(...expected.subarray(0, wanted));
    range.actual.push(...actual.subarray(0, wanted));
  }

  /** The one that goes on at `at`, else a new one. */
  #rangeAt(at: number, side: Side): OpenRange {
    const last = this.#last;
    if (last !== null && last.side === side && last.start + last.sizeBytes === at) return last;
    const range: OpenRange = { start: at, sizeBytes: 0, expected: [], actual: [], side };
    this.#last = range;
    if (this.#ranges.length < maxRanges) this.#ranges.push(range);
    return range;
  }
}
