import type { RunOptions } from '../engine-context';
import type { ChipSession } from '../loader/chip-session';
import type { WriteSegment } from '../requests';
import { erasesTooMuch, flashSectorBytes, padWithErased } from './flash-geometry';
import { readProvenBlocks } from './read-flash';

/** A segment and what is written for it: whole sectors from their start. */
export interface PlacedSegment {
  readonly asked: WriteSegment;
  readonly offset: number;
  readonly data: Uint8Array;
}

/**
 * Lets every segment start at a sector, and end where the loader stops erasing. One that starts within a sector gets before it what the sector holds there: the bytes of
 * the other segments, else what the flash has, which is read back (`erased`: FF). The ESP8266's ROM erases one sector too many behind an odd
 * number of them: what that sector holds is put behind the segment. The flash must be attached.
 */
export async function placeSegments(
  session: ChipSession,
  segments: readonly WriteSegment[],
  erased: boolean,
  run: RunOptions,
): Promise<readonly PlacedSegment[]> {
  const placed: PlacedSegment[] = [];
  for (const asked of segments) {
    const headBytes = asked.offset % flashSectorBytes;
    const offset = asked.offset - headBytes;
    let { data } = asked;
    if (headBytes > 0) {
      const head = erased ? blank(headBytes) : await readBack(session, offset, headBytes, run);
      overlay(head, offset, segments);
      data = Buffer.concat([head, data]);
    }
    if (!erased && erasesTooMuch(session, offset, data.length))
      data = await withNextSector(session, offset, data, segments, run);
    placed.push({ asked, offset, data });
  }
  return placed;
}

async function withNextSector(
  session: ChipSession,
  offset: number,
  data: Uint8Array,
  segments: readonly WriteSegment[],
  run: RunOptions,
): Promise<Uint8Array> {
  const whole = padWithErased(data, flashSectorBytes);
  const nextOffset = offset + whole.length;
  const next = await readBack(session, nextOffset, flashSectorBytes, run);
  overlay(next, nextOffset, segments);
  // What is blank may be erased again.
  return next.every((byte) => byte === 0xff) ? data : Buffer.concat([whole, next]);
}

function blank(sizeBytes: number): Uint8Array {
  return new Uint8Array(sizeBytes).fill(0xff);
}

async function readBack(
  session: ChipSession,
  offset: number,
  sizeBytes: number,
  { signal }: RunOptions,
): Promise<Uint8Array> {
  const head = new Uint8Array(sizeBytes);
  const onBlock = (at: number, bytes: Uint8Array): void => head.set(bytes, at - offset);
  await readProvenBlocks(session, { offset, sizeBytes, onBlock }, { signal });
  return head;
}

/** Puts the bytes of the segments where they fall into `target`, which begins at `offset`. */
function overlay(target: Uint8Array, offset: number, segments: readonly WriteSegment[]): void {
  for (const segment of segments) {
    const start = Math.max(offset, segment.offset);
    const end = Math.min(offset + target.length, segment.offset + segment.data.length);
    if (start >= end) continue;
    target.set(segment.data.subarray(start - segment.offset, end - segment.offset), start - offset);
  }
}
