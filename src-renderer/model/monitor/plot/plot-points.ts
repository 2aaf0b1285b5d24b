import type { NumberSeries } from './number-series';

/** From and to, ms since 1970. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Times in ms, and for each series its value there: null where it has none. All of the same length. */
export interface PlotPoints {
  readonly times: readonly number[];
  readonly values: readonly (readonly (number | null)[])[];
}

/** All that the series have; null where there is nothing. */
export function wholeRange(series: readonly NumberSeries[]): TimeRange | null {
  const filled = series.filter(({ count }) => count > 0);
  if (filled.length === 0) return null;
  return {
    fromMs: Math.min(...filled.map((one) => one.timeAt(0))),
    toMs: Math.max(...filled.map((one) => one.timeAt(one.count - 1))),
  };
}

/**
 * What is drawn of a stretch of time. Where there are more points than `columns` can show, each column of the drawing has the lowest and
 * the highest of its points: peaks stay.
 */
export function plotPoints(series: readonly NumberSeries[], range: TimeRange, columns: number): PlotPoints {
  const spans = series.map((one) => spanWithin(one, range));
  const count = spans.reduce((sum, { from, to }) => sum + to - from, 0);
  return count <= columns * 2 ? exactPoints(series, spans) : columnPoints(series, spans, range, columns);
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** With one point more on each side, so that lines run out of the drawing. */
function spanWithin(series: NumberSeries, { fromMs, toMs }: TimeRange): Span {
  const from = firstAtOrAfter(series, fromMs);
  const to = firstAtOrAfter(series, toMs + 1);
  return { from: Math.max(0, from - 1), to: Math.min(series.count, to + 1) };
}

function firstAtOrAfter(series: NumberSeries, atMs: number): number {
  let low = 0;
  let high = series.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (series.timeAt(middle) < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

function exactPoints(series: readonly NumberSeries[], spans: readonly Span[]): PlotPoints {
  const rows = new Map<number, (number | null)[]>();
  series.forEach((one, place) => {
    const { from, to } = spans[place] ?? { from: 0, to: 0 };
    for (let index = from; index < to; index += 1) {
      const atMs = one.timeAt(index);
      const row = rows.get(atMs) ?? series.map(() => null);
      row[place] = one.valueAt(index);
      rows.set(atMs, row);
    }
  });
  const times = [...rows.keys()].toSorted((a, b) => a - b);
  return { times, values: series.map((_, place) => times.map((time) => rows.get(time)?.[place] ?? null)) };
}

function columnPoints(
  series: readonly NumberSeries[],
  spans: readonly Span[],
  { fromMs, toMs }: TimeRange,
  columns: number,
): PlotPoints {
  const widthMs = Math.max(1, (toMs - fromMs) / columns);
  // Two rows a column; the first and the last column are for what lies outside.
  const rows = (columns + 2) * 2;
  const times = Array.from({ length: rows }, (_, row) => fromMs + (row / 2 - 1) * widthMs);
  const values = series.map((one, place) => {
    const { from, to } = spans[place] ?? { from: 0, to: 0 };
    const drawn: (number | null)[] = Array.from({ length: rows }, () => null);
    for (let index = from; index < to; index += 1) {
      const column = Math.floor((one.timeAt(index) - fromMs) / widthMs) + 1;
      put(drawn, Math.min(columns + 1, Math.max(0, column)) * 2, one.valueAt(index));
    }
    return drawn;
  });
  return { times, values };
}

/** The lowest goes into a column's first row, the highest into its second. */
function put(drawn: (number | null)[], row: number, value: number): void {
  const lowest = drawn[row] ?? null;
  const highest = drawn[row + 1] ?? null;
  if (lowest === null || value < lowest) drawn[row] = value;
  if (highest === null || value > highest) drawn[row + 1] = value;
}
