import { buildElf, type SectionRecipe } from '../image/build-elf';

/** Numbers as DWARF writes them: a pair is [value, bytes]; a text ends with a zero. */
export type Piece = number | readonly [value: number, sizeBytes: number] | string | Uint8Array;

/** Puts bytes together: a bare number is one byte. */
export function bytesOf(...pieces: readonly Piece[]): Uint8Array {
  return Uint8Array.from(
    pieces.flatMap((piece) => {
      if (typeof piece === 'string') return [...new TextEncoder().encode(piece), 0];
      if (piece instanceof Uint8Array) return [...piece];
      const [value, sizeBytes] = typeof piece === 'number' ? [piece, 1] : piece;
      return Array.from({ length: sizeBytes }, (_, index) => Math.floor(value / 2 ** (8 * index)) & 0xff);
    }),
  );
}

/** Puts the length of what follows before it. */
export function withLength(...pieces: readonly Piece[]): Uint8Array {
  const body = bytesOf(...pieces);
  return bytesOf([body.length, 4], body);
}

export const codeAt = 0x4200_0000;

/** A program with 256 bytes of code and the debug sections given. */
export function elfWith(
  debug: Readonly<Record<string, Uint8Array>>,
  more: readonly SectionRecipe[] = [],
): Uint8Array {
  const sections = Object.entries(debug).map(([name, data]) => ({ name, address: 0, data, flags: 0 }));
  const text = { name: '.text', address: codeAt, data: new Uint8Array(256), flags: 6 };
  return buildElf({ machine: 243, sections: [text, ...sections, ...more] });
}
