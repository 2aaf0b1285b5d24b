import { placeRange, placeTicks, type MapPlace, type MapTick } from '../flash-map/flash-map-geometry';
import { createFlashScale, type FlashRange } from '../flash-map/flash-scale';

/** A part on a map. */
export interface MapPart extends FlashRange {
  readonly key: number;
  readonly name: string;
  /** All that is known of it, for the tooltip and for those who hear it. */
  readonly words: string;
  readonly colour: string;
  /** Wants bytes that another has as well. */
  readonly clashes?: boolean;
}

export interface PartsDrawing {
  readonly places: readonly MapPlace[];
  readonly ticks: readonly MapTick[];
}

/** Each part at its flash offset, on `totalBytes` of flash. */
export function drawAtOffsets(
  ranges: readonly FlashRange[],
  totalBytes: number,
  minShare: number,
): PartsDrawing {
  const scale = createFlashScale(totalBytes, ranges, minShare);
  return {
    places: ranges.map((range) => placeRange(range, scale)),
    ticks: placeTicks(totalBytes, scale),
  };
}

/** The parts one behind the other, wide as they are long: for addresses too far apart for a map. */
export function drawInRow(ranges: readonly FlashRange[], minShare: number): PartsDrawing {
  let reach = 0;
  const row = ranges.map(({ start, end }) => {
    const piece = { start: reach, end: reach + (end - start) };
    reach = piece.end;
    return piece;
  });
  return { places: drawAtOffsets(row, Math.max(1, reach), minShare).places, ticks: [] };
}
