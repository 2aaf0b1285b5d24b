import { GrowingWords } from './growing-words';

/** A stretch of code whose rows rise without a gap. */
export interface LineSequence {
  readonly low: number;
  /** The first address after it. */
  readonly high: number;
  readonly firstRow: number;
  /** The row that ends it is not counted. */
  readonly rowCount: number;
}

/** Row `n`: four words from index 4 × n: address, number of the file, line, column. */
export interface LineRows {
  readonly words: Uint32Array;
  readonly sequences: readonly LineSequence[];
}

const wordsPerRow = 4;

/** Takes the rows of a line program in the order in which it makes them. */
export class LineRowsBuilder {
  readonly #words: GrowingWords;
  readonly #sequences: LineSequence[] = [];
  #firstRow = 0;
  #lastAddress = 0;
  #rising = true;

  /** A row takes some bytes of its program, seldom fewer than three. */
  constructor(programBytes: number) {
    this.#words = new GrowingWords(Math.max(64, programBytes));
  }

  add(address: number, file: number, line: number, column: number): void {
    if (address < this.#lastAddress) this.#rising = false;
    this.#lastAddress = address;
    this.#words.push(address);
    this.#words.push(file);
    this.#words.push(line);
    this.#words.push(column);
  }

  /** `high` is the first address behind the sequence. */
  endSequence(high: number): void {
    const firstRow = this.#firstRow;
    const rowCount = this.#words.count / wordsPerRow - firstRow;
    if (!this.#rising) this.#words.sortRecords(firstRow * wordsPerRow, wordsPerRow);
    const low = this.#words.at(firstRow * wordsPerRow);
    if (rowCount > 0 && high > low) this.#sequences.push({ low, high, firstRow, rowCount });
    this.#firstRow = firstRow + rowCount;
    this.#lastAddress = 0;
    this.#rising = true;
  }

  finish(): LineRows {
    return { words: this.#words.finish(), sequences: this.#sequences };
  }
}
