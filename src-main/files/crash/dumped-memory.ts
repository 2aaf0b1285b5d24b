import type { MemoryDump } from '../../../src-shared/model/crash';
import type { DumpedMemory } from '../../engine/core-dump/dumped-task';

export function memoryOf({ address, hex }: MemoryDump): DumpedMemory {
  // Ends at the first digit that is none.
  return { address, bytes: Uint8Array.from(Buffer.from(hex, 'hex')) };
}

/** Null where the dump does not have all four bytes. */
export function wordAt({ address, bytes }: DumpedMemory, at: number): number | null {
  const offset = at - address;
  if (offset < 0 || offset + 4 > bytes.length) return null;
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(offset, true);
}

/** The words at multiples of four from `from` on. */
export function* wordsFrom(memory: DumpedMemory, from: number): Generator<number> {
  const end = memory.address + memory.bytes.length;
  for (let at = Math.max(aligned(from), aligned(memory.address)); at + 4 <= end; at += 4) {
    const word = wordAt(memory, at);
    if (word !== null) yield word;
  }
}

function aligned(address: number): number {
  return Math.ceil(address / 4) * 4;
}
