import type { MonitorLine } from '../../../src-shared/model/monitor';

export interface WindowLimits {
  readonly lines: number;
  /** Rows of the terminal: long lines take more than one. */
  readonly rows: number;
  readonly columns: number;
}

/** As many of the lines as the terminal can hold at once, from the end that is to be kept. */
export function fitWindow(
  lines: readonly MonitorLine[],
  keep: 'start' | 'end',
  limits: WindowLimits,
): readonly MonitorLine[] {
  let rows = 0;
  let count = 0;
  while (count < lines.length && count < limits.lines) {
    const line = lines[keep === 'start' ? count : lines.length - 1 - count];
    rows += 1 + Math.floor((line?.text.length ?? 0) / limits.columns);
    if (rows > limits.rows && count > 0) break;
    count += 1;
  }
  if (count === lines.length) return lines;
  return keep === 'start' ? lines.slice(0, count) : lines.slice(lines.length - count);
}
