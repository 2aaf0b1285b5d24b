import type { NumberSeries } from './number-series';
import { plotPoints, type PlotPoints, type TimeRange } from './plot-points';

/** One line of a drawing, and what it tells in numbers. */
export interface DrawnSeries {
  readonly id: string;
  readonly tag: string;
  readonly name: string;
  readonly place: number;
  readonly hidden: boolean;
  readonly last: number | null;
  /** Of what is shown; null where nothing is. */
  readonly lowest: number | null;
  readonly highest: number | null;
}

/** What is drawn at a time. `points` has the values of those series that are not hidden, in their order. */
export interface Drawing {
  readonly series: readonly DrawnSeries[];
  readonly points: PlotPoints;
  readonly range: TimeRange;
}

export function makeDrawing(
  series: readonly NumberSeries[],
  hidden: ReadonlySet<string>,
  range: TimeRange,
  columns: number,
): Drawing {
  const points = plotPoints(
    series.filter(({ id }) => !hidden.has(id)),
    range,
    columns,
  );
  let shown = 0;
  return {
    range,
    points,
    series: series.map((one) => {
      const isHidden = hidden.has(one.id);
      const values = isHidden ? [] : (points.values[shown++] ?? []);
      return {
        id: one.id,
        tag: one.tag,
        name: one.name,
        place: one.place,
        hidden: isHidden,
        last: one.count > 0 ? one.valueAt(one.count - 1) : null,
        ...extremes(values),
      };
    }),
  };
}

function extremes(values: readonly (number | null)[]): Pick<DrawnSeries, 'lowest' | 'highest'> {
  let lowest: number | null = null;
  let highest: number | null = null;
  for (const value of values) {
    if (value === null) continue;
    if (lowest === null || value < lowest) lowest = value;
    if (highest === null || value > highest) highest = value;
  }
  return { lowest, highest };
}
