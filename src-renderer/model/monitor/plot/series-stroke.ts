/** Colours there are in tokens.css. */
const colours = 8;

export interface SeriesStroke {
  /** Name of a token. */
  readonly token: string;
  /** Lengths of strokes and gaps in px; empty: a whole line. */
  readonly dash: readonly number[];
}

/** How the series at a place is drawn: the second eight have the first eight's colours, dashed. */
export function seriesStroke(place: number): SeriesStroke {
  return {
    token: `--series-${(place % colours) + 1}`,
    dash: Math.floor(place / colours) % 2 === 0 ? [] : [6, 4],
  };
}
