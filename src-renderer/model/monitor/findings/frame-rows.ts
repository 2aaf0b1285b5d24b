import type { DecodedFrame, SourcePlace } from '../../../../src-shared/model/crash';

/** One line of a list of frames: a frame has one for each function that was inlined at its address, and one for itself. */
export interface FrameRow {
  /** Of the frame, counted from 0. */
  readonly frame: number;
  readonly kind: DecodedFrame['kind'];
  readonly pc: number;
  /** Null: none of this ELF's code. */
  readonly place: SourcePlace | null;
  /** Into the function of the next row. */
  readonly inlined: boolean;
  /** The frame's own row: the one that has the address. */
  readonly first: boolean;
}

export function frameRows(frames: readonly DecodedFrame[]): readonly FrameRow[] {
  return frames.flatMap(({ kind, pc, places }, frame): FrameRow[] => {
    if (places.length === 0) return [{ frame, kind, pc, place: null, inlined: false, first: true }];
    return places.map((place, index) => ({
      frame,
      kind,
      pc,
      place,
      inlined: index < places.length - 1,
      first: index === 0,
    }));
  });
}
