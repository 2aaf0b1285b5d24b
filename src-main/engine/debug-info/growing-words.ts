import { orderOf } from './order-of';

/** A list of unsigned 32-bit numbers that takes four bytes for each. */
export class GrowingWords {
  #words: Uint32Array;
  #count = 0;

  constructor(capacity = 64) {
    this.#words = new Uint32Array(capacity);
  }

  get count(): number {
    return this.#count;
  }

  push(word: number): void {
    if (this.#count === this.#words.length) {
      const larger = new Uint32Array(this.#words.length * 2);
      larger.set(this.#words);
      this.#words = larger;
    }
    this.#words[this.#count++] = word;
  }

  /** 0 past the end. */
  at(index: number): number {
    return this.#words[index] ?? 0;
  }

  /** Sorts the records of `recordWords` words each from index `from` on by their first word; equal ones keep their order. */
  sortRecords(from: number, recordWords: number): void {
    const records = this.#words.slice(from, this.#count);
    const keys = Uint32Array.from(
      { length: records.length / recordWords },
      (_, n) => records[n * recordWords] ?? 0,
    );
    let to = from;
    for (const record of orderOf(keys)) {
      this.#words.set(records.subarray(record * recordWords, (record + 1) * recordWords), to);
      to += recordWords;
    }
    this.#count = to;
  }

  /** What was pushed, without room to spare. */
  finish(): Uint32Array {
    return this.#words.slice(0, this.#count);
  }
}
