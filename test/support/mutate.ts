import { SeededRandom } from '../../src-main/simulator/faults/seeded-random';

/** Values that break sums and comparisons, of 8, 16 and 32 bits. */
const interesting: Readonly<Record<1 | 2 | 4, readonly number[]>> = {
  1: [0, 1, 0x10, 0x20, 0x40, 0x7f, 0x80, 0xe9, 0xff],
  2: [0, 1, 0xff, 0x100, 0x7fff, 0x8000, 0xfffe, 0xffff],
  4: [0, 1, 0xffff, 0x1_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_fff0, 0xffff_fffe, 0xffff_ffff],
};
const interestingWords = [
  '',
  '0',
  '-1',
  '0x',
  '0xffffffffffffffff',
  '1e999',
  'NaN',
  '"',
  ',',
  '..',
  '/',
  '\0',
];

/** Most of what a format says of itself stands in its first bytes. */
const headBytes = 256;
/** No stretch that is copied or put in is longer, so that inputs stay near the size of their seeds. */
const longestStretchBytes = 512;
const mostChanges = 4;

/** Changed copies of `seeds`, the same for the same number: bits, bytes, words, stretches, lines, ends. */
export class Mutator {
  readonly #random: SeededRandom;
  readonly #seeds: readonly Uint8Array[];
  readonly #isText: readonly boolean[];

  constructor(seeds: readonly Uint8Array[], randomSeed: number) {
    if (seeds.length === 0) throw new Error('nothing to mutate');
    this.#random = new SeededRandom(randomSeed);
    this.#seeds = seeds;
    this.#isText = seeds.map(isText);
  }

  next(): Uint8Array {
    const chosen = this.#below(this.#seeds.length);
    const asText = this.#isText[chosen] === true;
    let bytes = Uint8Array.from(this.#seeds[chosen] ?? []);
    for (let changes = 1 + this.#below(mostChanges); changes > 0; changes--)
      bytes = asText && this.#below(2) === 0 ? this.#changeText(bytes) : this.#changeBytes(bytes);
    return bytes;
  }

  #changeBytes(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    const kind = this.#below(16);
    if (bytes.length === 0 || kind === 0) return this.#extend(bytes);
    if (kind === 1) return bytes.slice(0, this.#below(bytes.length + 1));
    if (kind === 2) return this.#splice(bytes);
    if (kind === 3) return this.#duplicate(bytes);
    if (kind === 4) return this.#remove(bytes);
    const at = this.#place(bytes.length);
    if (kind < 8) bytes[at] = (bytes[at] ?? 0) ^ (1 << this.#below(8));
    else if (kind < 11) bytes[at] = this.#below(256);
    else this.#setValue(bytes, at);
    return bytes;
  }

  /** An interesting value, little-endian; every second one where a field of its size can stand. */
  #setValue(bytes: Uint8Array, at: number): void {
    const sizeBytes = this.#pick([1, 2, 4] as const);
    const start = this.#below(2) === 0 ? at - (at % sizeBytes) : at;
    const value = this.#pick(interesting[sizeBytes]);
    for (let index = 0; index < sizeBytes && start + index < bytes.length; index++)
      bytes[start + index] = (value >>> (8 * index)) & 0xff;
  }

  #extend(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
    const added = new Uint8Array(1 + this.#below(longestStretchBytes));
    const filling = this.#pick([0, 0xff, null]);
    for (let index = 0; index < added.length; index++) added[index] = filling ?? this.#below(256);
    return replaced(bytes, bytes.length, bytes.length, added);
  }

  /** The beginning of this one, the rest of another. */
  #splice(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
    const other = this.#pick(this.#seeds);
    const from = this.#below(other.length + 1);
    return replaced(bytes, this.#below(bytes.length + 1), bytes.length, other.subarray(from));
  }

  #duplicate(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
    const [start, end] = this.#stretch(bytes.length);
    const at = this.#below(bytes.length + 1);
    // Over what is there, or between it.
    const to = this.#below(2) === 0 ? Math.min(at + end - start, bytes.length) : at;
    return replaced(bytes, at, to, bytes.subarray(start, end));
  }

  #remove(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
    const [start, end] = this.#stretch(bytes.length);
    return replaced(bytes, start, end, new Uint8Array(0));
  }

  /** Works on the stretches between separators: lines or words. */
  #changeText(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
    const separator = this.#below(2) === 0 ? /(\r?\n)/ : /([,:;=\s"{}[\]]+)/;
    const pieces = Buffer.from(bytes).toString('latin1').split(separator);
    const at = this.#below(pieces.length);
    const other = this.#below(pieces.length);
    const kind = this.#below(4);
    if (kind === 0) pieces.splice(at, 0, pieces[other] ?? '', pieces[at + 1] ?? '');
    else if (kind === 1) pieces.splice(at, 1 + this.#below(2));
    else if (kind === 2) pieces[at] = this.#pick(interestingWords);
    else [pieces[at], pieces[other]] = [pieces[other] ?? '', pieces[at] ?? ''];
    return Uint8Array.from(Buffer.from(pieces.join(''), 'latin1'));
  }

  #stretch(length: number): readonly [start: number, end: number] {
    const start = this.#below(length);
    return [start, Math.min(start + 1 + this.#below(longestStretchBytes), length)];
  }

  #place(length: number): number {
    return this.#below(this.#below(2) === 0 ? Math.min(headBytes, length) : length);
  }

  #pick<T>(from: readonly T[]): T {
    return from[this.#below(from.length)] as T;
  }

  #below(limit: number): number {
    return Math.floor(this.#random.next() * limit);
  }
}

function replaced(
  bytes: Uint8Array,
  start: number,
  end: number,
  replacement: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(start + replacement.length + bytes.length - end);
  result.set(bytes.subarray(0, start));
  result.set(replacement, start);
  result.set(bytes.subarray(end), start + replacement.length);
  return result;
}

/** Lines without control characters; bytes beyond ASCII are UTF-8 or something like it. */
function isText(bytes: Uint8Array): boolean {
  if (!bytes.includes(10)) return false;
  return bytes.every((byte) => byte === 9 || byte === 10 || byte === 13 || (byte >= 0x20 && byte !== 0x7f));
}
