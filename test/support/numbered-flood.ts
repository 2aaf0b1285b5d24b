/** Of every line: its number, what a board might say of it, CR and LF. */
export const floodLineBytes = 80;
const numberAt = 'I ('.length;
const numberDigits = 9;

/**
 * Endless log text whose lines are numbered from 0, in chunks of any size; the chunk's memory is used again for the next one.
 */
export class NumberedFlood {
  readonly #line: Buffer;
  readonly #chunk: Buffer;
  #number = 0;
  /** Of the line that is under way. */
  #sent = 0;

  constructor(chunkBytes: number) {
    this.#chunk = Buffer.alloc(chunkBytes);
    const head = `I (${'0'.repeat(numberDigits)}) sensor: temperature=21.5 humidity=40 `;
    this.#line = Buffer.from(`${head.padEnd(floodLineBytes - 2, '.')}\r\n`, 'latin1');
  }

  /** So many whole lines were given out. */
  get lineCount(): number {
    return this.#number;
  }

  chunk(): Buffer {
    for (let at = 0; at < this.#chunk.length;) {
      const copied = this.#line.copy(this.#chunk, at, this.#sent);
      at += copied;
      this.#sent += copied;
      if (this.#sent === floodLineBytes) this.#next();
    }
    return this.#chunk;
  }

  #next(): void {
    this.#sent = 0;
    this.#number++;
    // Counted up in its digits: seldom more than one of them changes.
    for (let at = numberAt + numberDigits - 1; at >= numberAt; at--) {
      const digit = this.#line[at] ?? 0;
      this.#line[at] = digit === 0x39 ? 0x30 : digit + 1;
      if (digit !== 0x39) return;
    }
  }
}

/** The number in a line of a flood; NaN where the line is not as it was sent. */
export function floodNumber(text: string): number {
  if (text.length !== floodLineBytes - 2 || !text.endsWith('.')) return NaN;
  return Number(text.slice(numberAt, numberAt + numberDigits));
}
