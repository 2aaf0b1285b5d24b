import type { DifferenceRange } from '../../../src-shared/model/job';
import type { AddressedBytes } from '../../engine/image/address-range';
import { DifferenceList } from '../../engine/image/difference-list';

const chunkBytes = 0x1_0000;
const blankChunk = new Uint8Array(chunkBytes).fill(0xff);

export interface ComparedRanges {
  readonly differingBytes: number;
  readonly ranges: readonly DifferenceRange[];
}

/**
 * Compares bytes at their addresses; both sides in order of address and without overlaps. A byte that one side alone has differs,
 * with `gapsAreBlank` only where it is not FF. Linear in the bytes, whatever the addresses are.
 */
export function compareRanges(
  expected: readonly AddressedBytes[],
  actual: readonly AddressedBytes[],
  { gapsAreBlank }: { readonly gapsAreBlank: boolean },
): ComparedRanges {
  const list = new DifferenceList(0);
  const [one, other] = [new Cursor(expected), new Cursor(actual)];
  for (;;) {
    const at = Math.min(one.next, other.next);
    if (at === Infinity) break;
    const end = Math.min(at + chunkBytes, one.borderAfter(at), other.borderAfter(at));
    const [left, right] = [one.take(at, end), other.take(at, end)];
    if (left !== null && right !== null) addDifferences(list, at, left, right);
    else if (left !== null) addLone(list, at, 'expected', left, gapsAreBlank);
    else if (right !== null) addLone(list, at, 'actual', right, gapsAreBlank);
  }
  return { differingBytes: list.count, ranges: list.ranges };
}

function addDifferences(list: DifferenceList, at: number, left: Uint8Array, right: Uint8Array): void {
  if (Buffer.compare(left, right) !== 0) list.add(at, left, right);
}

function addLone(
  list: DifferenceList,
  at: number,
  side: 'expected' | 'actual',
  bytes: Uint8Array,
  gapsAreBlank: boolean,
): void {
  if (!gapsAreBlank) {
    list.addLone(at, side, bytes);
    return;
  }
  const blank = blankChunk.subarray(0, bytes.length);
  if (Buffer.compare(bytes, blank) === 0) return;
  if (side === 'expected') list.add(at, bytes, blank);
  else list.add(at, blank, bytes);
}

/** Walks along one side's parts. */
class Cursor {
  readonly #parts: readonly AddressedBytes[];
  #index = 0;
  #done = 0;

  constructor(parts: readonly AddressedBytes[]) {
    this.#parts = parts.filter(({ data }) => data.length > 0);
  }

  /** Address of the next byte that was not taken; Infinity after the last. */
  get next(): number {
    const part = this.#parts[this.#index];
    return part === undefined ? Infinity : part.address + this.#done;
  }

  /** Where this side's bytes begin or end next, beyond `at`, which is not beyond `next`. */
  borderAfter(at: number): number {
    const part = this.#parts[this.#index];
    if (part === undefined) return Infinity;
    return this.next > at ? this.next : part.address + part.data.length;
  }

  /** The bytes from `start` to `end`, which no border lies between; null where this side has none. */
  take(start: number, end: number): Uint8Array | null {
    const part = this.#parts[this.#index];
    if (part === undefined || this.next !== start) return null;
    const taken = part.data.subarray(this.#done, this.#done + end - start);
    this.#done += taken.length;
    if (this.#done === part.data.length) {
      this.#index += 1;
      this.#done = 0;
    }
    return taken;
  }
}
