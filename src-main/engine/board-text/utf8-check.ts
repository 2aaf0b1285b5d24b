/** Control characters that texts have: tab, line ends, the bell, backspace, form feed, the escape of colours. */
const textControls: ReadonlySet<number> = new Set([0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1b]);

/** Tells, byte for byte, what is no UTF-8 text. NUL is left to the caller: a floating line gives it on every board. */
export class Utf8Check {
  /** Bytes that the character which has begun still needs, and those that it has. */
  #missing = 0;
  #begun = 0;

  reset(): void {
    this.#missing = 0;
    this.#begun = 0;
  }

  /** How many bytes turn out to be unreadable with this one: those of a character that breaks off, too. */
  next(byte: number): number {
    if (this.#missing > 0) {
      if ((byte & 0xc0) === 0x80) {
        this.#missing--;
        this.#begun++;
        return 0;
      }
      const broken = this.#begun;
      this.reset();
      return broken + this.next(byte);
    }
    if (byte < 0x80)
      return byte >= 0x20 ? (byte === 0x7f ? 1 : 0) : byte === 0 || textControls.has(byte) ? 0 : 1;
    const length = byte >= 0xf5 ? 0 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 0;
    if (length === 0) return 1;
    this.#missing = length - 1;
    this.#begun = 1;
    return 0;
  }
}
