import { sectorBytes } from '../../../src-shared/model/flash-size';
import { isBlank } from './blank-ends';
import { stemOf, type Piece } from './expansion';

/** Shorter blank stretches cost less than another piece. */
const leastBlankSectors = 16;
const mostPieces = 64;

/** What lies between long blank stretches of a file that belongs at `address`; null where there are none, or too many. */
export function splitAtBlanks(bytes: Uint8Array, address: number, name: string): readonly Piece[] | null {
  const runs: { start: number; end: number }[] = [];
  for (let at = 0; at < bytes.length; at += sectorBytes) {
    const end = Math.min(at + sectorBytes, bytes.length);
    if (isBlank(bytes.subarray(at, end))) continue;
    const last = runs.at(-1);
    if (last !== undefined && at - last.end < leastBlankSectors * sectorBytes) last.end = end;
    else runs.push({ start: at, end });
  }
  const [only] = runs;
  if (only === undefined || runs.length > mostPieces) return null;
  if (runs.length === 1 && only.end - only.start === bytes.length) return null;
  return runs.map(({ start, end }) => ({
    name: `${stemOf(name)}-0x${(address + start).toString(16)}.bin`,
    bytes: bytes.subarray(start, end),
    place: { offset: address + start, reason: 'place-in-image' },
    include: true,
  }));
}
