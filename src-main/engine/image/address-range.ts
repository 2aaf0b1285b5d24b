/** Bytes with the address they belong at, in flash or in memory. */
export interface AddressedBytes {
  readonly address: number;
  readonly data: Uint8Array;
}

/** The first of `parts`, which are in order of address, that begins before the one ahead of it ends; null where none does. */
export function findOverlap<T extends AddressedBytes>(parts: readonly T[]): T | null {
  let end = 0;
  for (const part of parts) {
    if (part.data.length === 0) continue;
    if (part.address < end) return part;
    end = part.address + part.data.length;
  }
  return null;
}

/** Parts without contents left out, those that touch joined. Takes them in order of address and without overlaps. */
export function joinTouching(parts: readonly AddressedBytes[]): readonly AddressedBytes[] {
  const groups: { address: number; end: number; pieces: Uint8Array[] }[] = [];
  for (const { address, data } of parts) {
    if (data.length === 0) continue;
    const group = groups.at(-1);
    if (group?.end === address) {
      group.pieces.push(data);
      group.end += data.length;
    } else groups.push({ address, end: address + data.length, pieces: [data] });
  }
  return groups.map(({ address, end, pieces }) => ({ address, data: concatenate(pieces, end - address) }));
}

/** From `start` to the last byte of the last part, with FF, as blank flash has it, where no part is. */
export function fillGaps(parts: readonly AddressedBytes[], start: number): Uint8Array {
  const end = parts.reduce((last, { address, data }) => Math.max(last, address + data.length), start);
  const filled = new Uint8Array(end - start).fill(0xff);
  for (const { address, data } of parts) filled.set(data, address - start);
  return filled;
}

export function byAddress(one: AddressedBytes, other: AddressedBytes): number {
  return one.address - other.address;
}

function concatenate(pieces: readonly Uint8Array[], sizeBytes: number): Uint8Array {
  const [first] = pieces;
  if (pieces.length === 1 && first !== undefined) return first;
  const joined = new Uint8Array(sizeBytes);
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}
