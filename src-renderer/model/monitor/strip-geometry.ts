/** What of something long is in sight: positions in its own unit, `end` not included. */
export interface StripRange {
  readonly first: number;
  readonly end: number;
  readonly shownFirst: number;
  readonly shownEnd: number;
}

/** Where the thumb lies, as fractions of the strip's length. */
export interface Thumb {
  readonly top: number;
  readonly height: number;
}

/** `minHeight`: a thumb that can still be taken hold of, as a fraction of the strip. */
export function thumbOf({ first, end, shownFirst, shownEnd }: StripRange, minHeight: number): Thumb {
  const total = Math.max(1, end - first);
  const shown = Math.min(total, Math.max(0, shownEnd - shownFirst));
  const height = Math.min(1, Math.max(minHeight, shown / total));
  const room = total - shown;
  const progress = room <= 0 ? 1 : Math.min(1, Math.max(0, (shownFirst - first) / room));
  return { top: progress * (1 - height), height };
}

/** Which position comes to the top when the thumb's top is put at this fraction of the strip. */
export function positionAt(range: StripRange, thumb: Thumb, top: number): number {
  const free = 1 - thumb.height;
  const progress = free <= 0 ? 1 : Math.min(1, Math.max(0, top / free));
  const shown = Math.max(0, range.shownEnd - range.shownFirst);
  return Math.round(range.first + progress * Math.max(0, range.end - range.first - shown));
}
