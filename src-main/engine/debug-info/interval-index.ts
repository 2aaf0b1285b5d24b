import { GrowingWords } from './growing-words';
import { orderOf } from './order-of';

/** More ranges than these around one address are a hostile file's. */
const mostAnswers = 64;

/** Collects address ranges that may lie within and over one another. */
export class IntervalIndexBuilder {
  readonly #lows = new GrowingWords();
  readonly #lasts = new GrowingWords();
  readonly #values = new GrowingWords();

  get count(): number {
    return this.#values.count;
  }

  /** `high` is the first address after the range. Empty ranges are left out. */
  add(low: number, high: number, value: number): void {
    if (high <= low || low < 0 || high > 0x1_0000_0000) return;
    this.#lows.push(low);
    this.#lasts.push(high - 1);
    this.#values.push(value);
  }

  build(): IntervalIndex {
    return new IntervalIndex(this.#lows.finish(), this.#lasts.finish(), this.#values.finish());
  }
}

export interface Interval {
  readonly low: number;
  /** The first address after it. */
  readonly high: number;
  readonly value: number;
}

/** Answers which ranges an address lies in. */
export class IntervalIndex {
  /** Sorted by their first address; equal ones in the order in which they came. */
  readonly #lows: Uint32Array;
  readonly #lasts: Uint32Array;
  readonly #values: Uint32Array;
  /** The highest end of all ranges up to here: where a search backwards may stop. */
  readonly #reach: Uint32Array;

  constructor(lows: Uint32Array, lasts: Uint32Array, values: Uint32Array) {
    const order = orderOf(lows);
    const inOrder = (words: Uint32Array): Uint32Array => order.map((index) => words[index] ?? 0);
    this.#lows = inOrder(lows);
    this.#lasts = inOrder(lasts);
    this.#values = inOrder(values);
    let reach = 0;
    this.#reach = this.#lasts.map((last) => (reach = Math.max(reach, last)));
  }

  /** The range that begins last comes first. */
  containing(address: number): readonly Interval[] {
    const found: Interval[] = [];
    for (let i = this.#lastUpTo(address); i >= 0; i--) {
      if ((this.#reach[i] ?? 0) < address || found.length === mostAnswers) break;
      if ((this.#lasts[i] ?? 0) >= address) found.push(this.#interval(i));
    }
    return found;
  }

  /** Some range contains the address. */
  covers(address: number): boolean {
    for (let i = this.#lastUpTo(address); i >= 0 && (this.#reach[i] ?? 0) >= address; i--)
      if ((this.#lasts[i] ?? 0) >= address) return true;
    return false;
  }

  /** The range that begins last at `address` or before it, whether it reaches it or not. */
  before(address: number): Interval | null {
    const index = this.#lastUpTo(address);
    if (index < 0) return null;
    return this.#interval(index);
  }

  #interval(index: number): Interval {
    const low = this.#lows[index] ?? 0;
    return { low, high: (this.#lasts[index] ?? 0) + 1, value: this.#values[index] ?? 0 };
  }

  /** Index of the last range that begins at `address` or before it; -1 without one. */
  #lastUpTo(address: number): number {
    let from = 0;
    let to = this.#lows.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((this.#lows[middle] ?? 0) <= address) from = middle + 1;
      else to = middle;
    }
    return from - 1;
  }
}
