/** A stretch of flash, in bytes; `end` is the first byte after it. */
export interface FlashRange {
  readonly start: number;
  readonly end: number;
}

/** Both ways between flash offsets (bytes) and places on the map (0 at its left end, 1 at its right). */
export interface FlashScale {
  readonly sizeBytes: number;
  toPosition(offset: number): number;
  toOffset(position: number): number;
}

interface Knot {
  readonly offset: number;
  readonly position: number;
}

/**
 * True to scale, but nothing that matters gets narrower than `minShare` of the map: a 3 KB table on 16 MB of flash
 * must be seen and be caught with a mouse. What the small ones gain, the wide stretches lose, in proportion. Order is
 * kept and the same offset has one place, so that blocks, partitions and ruler agree.
 */
export function createFlashScale(
  sizeBytes: number,
  ranges: readonly FlashRange[],
  minShare: number,
): FlashScale {
  const knots = placeKnots(sizeBytes, ranges, minShare);
  return {
    sizeBytes,
    toPosition: (offset) => interpolate(knots, clamp(offset, sizeBytes), 'offset', 'position'),
    toOffset: (position) => interpolate(knots, clamp(position, 1), 'position', 'offset'),
  };
}

function placeKnots(sizeBytes: number, ranges: readonly FlashRange[], minShare: number): readonly Knot[] {
  const edges = [...new Set([0, sizeBytes, ...ranges.flatMap(({ start, end }) => [start, end])])]
    .filter((edge) => edge >= 0 && edge <= sizeBytes)
    .sort((a, b) => a - b);
  const stretches = edges.slice(1).map((end, index) => ({ start: edges[index] ?? 0, end }));
  const matters = stretches.map(({ start, end }) =>
    ranges.some((range) => range.start < end && range.end > start),
  );
  // With very many pieces the promise cannot be kept in full: this much of the map is the most that it may take.
  const least = Math.min(minShare, 0.7 / Math.max(1, matters.filter(Boolean).length));
  const shares = stretches.map(({ start, end }, index) => {
    const share = (end - start) / sizeBytes;
    return matters[index] ? Math.max(least, share) : share;
  });
  const fitted = shrinkToOne(shares, least);
  let position = 0;
  return [
    { offset: 0, position: 0 },
    ...stretches.map(({ end }, index) => {
      position += fitted[index] ?? 0;
      return { offset: end, position: end === sizeBytes ? 1 : position };
    }),
  ];
}

/** Takes what is too much from the stretches wider than the least, in proportion to what they have above it. */
function shrinkToOne(shares: readonly number[], least: number): readonly number[] {
  const excess = shares.reduce((sum, share) => sum + share, 0) - 1;
  const spare = shares.reduce((sum, share) => sum + Math.max(0, share - least), 0);
  if (excess <= 0 || spare <= 0) return shares;
  return shares.map((share) => share - (Math.max(0, share - least) / spare) * excess);
}

function interpolate(knots: readonly Knot[], value: number, from: keyof Knot, to: keyof Knot): number {
  const next = knots.findIndex((knot) => knot[from] >= value);
  const right = knots[next];
  const left = knots[next - 1];
  if (!right) return knots.at(-1)?.[to] ?? 0;
  if (!left || right[from] === left[from]) return right[to];
  return left[to] + ((value - left[from]) / (right[from] - left[from])) * (right[to] - left[to]);
}

function clamp(value: number, most: number): number {
  return Math.min(Math.max(value, 0), most);
}
