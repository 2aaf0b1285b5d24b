import type { NumberSeries } from './number-series';
import type { TimeRange } from './plot-points';

/** `time,series,value` with one point a line: times of ISO 8601, names in quotes. */
export function pointsCsv(series: readonly NumberSeries[], { fromMs, toMs }: TimeRange): string {
  const lines = ['time,series,value'];
  for (const one of series) {
    const name = `"${[one.tag, one.name]
      .filter((word) => word !== '')
      .join(' ')
      .replaceAll('"', '""')}"`;
    for (let index = 0; index < one.count; index += 1) {
      const atMs = one.timeAt(index);
      if (atMs >= fromMs && atMs <= toMs)
        lines.push(`${new Date(atMs).toISOString()},${name},${one.valueAt(index)}`);
    }
  }
  return `${lines.join('\r\n')}\r\n`;
}
