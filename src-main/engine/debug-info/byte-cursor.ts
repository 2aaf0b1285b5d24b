import { AppError } from '../../../src-shared/errors/app-error';

/** What does not hold together; caught where a unit or a table is opened, which then counts as not there. */
export function damaged(reason: string): AppError {
  return new AppError('elf-invalid', { name: 'Debug information', reason });
}

/** Reads little-endian numbers one after the other. Every read past the end throws `elf-invalid`. */
export class ByteCursor {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly end: number;
  position: number;

  /** Offsets count from the start of `bytes`. */
  constructor(bytes: Uint8Array, position = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.end = Math.min(end, bytes.length);
    this.position = 0;
    this.seek(position);
  }

  /** Throws `elf-invalid` past the end. */
  seek(position: number): void {
    if (!(position >= 0 && position <= this.end)) throw damaged('an offset goes past the end of its section');
    this.position = position;
  }

  get atEnd(): boolean {
    return this.position >= this.end;
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  s8(): number {
    return this.#view.getInt8(this.#take(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }

  u24(): number {
    const at = this.#take(3);
    return this.#view.getUint16(at, true) + this.#view.getUint8(at + 2) * 0x1_0000;
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  s32(): number {
    return this.#view.getInt32(this.#take(4), true);
  }

  /** Exact up to 2^53, which no number of a 32-bit program exceeds. */
  u64(): number {
    const at = this.#take(8);
    return this.#view.getUint32(at, true) + this.#view.getUint32(at + 4, true) * 0x1_0000_0000;
  }

  /** @source DWARF 5, 7.6 */
  uleb(): number {
    let value = 0;
    let weight = 1;
    for (;;) {
      const byte = this.u8();
      value += (byte & 0x7f) * weight;
      if (byte < 0x80) return value;
      weight *= 0x80;
    }
  }

  /** @source DWARF 5, 7.6 */
  sleb(): number {
    let value = 0;
    let weight = 1;
    for (;;) {
      const byte = this.u8();
      value += (byte & 0x7f) * weight;
      weight *= 0x80;
      if (byte < 0x80) return (byte & 0x40) === 0 ? value : value - weight;
    }
  }

  skip(sizeBytes: number): void {
    this.#take(sizeBytes);
  }

  skipLeb(): void {
    while (this.u8() >= 0x80);
  }

  skipString(): void {
    const zero = this.#bytes.indexOf(0, this.position);
    if (zero < 0 || zero >= this.end) throw damaged('a text has no end');
    this.position = zero + 1;
  }

  #take(sizeBytes: number): number {
    const at = this.position;
    if (!(at + sizeBytes <= this.end)) throw damaged('it ends too early');
    this.position = at + sizeBytes;
    return at;
  }
}

/** Longer texts are cut: a hostile file could name the same megabytes again and again. */
const longestTextBytes = 0x4000;

/** The text that ends with a zero byte; empty where the offset lies outside. */
export function textAt(bytes: Uint8Array, offset: number): string {
  const field = bytes.subarray(offset, offset + longestTextBytes);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
}
