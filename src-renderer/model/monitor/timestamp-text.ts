import type { TimestampMode } from '../../../src-shared/model/monitor';

/** The column before a line; all lines of one mode have the same width. Times in ms since 1970. */
export function timestampText(
  mode: TimestampMode,
  times: { readonly atMs: number; readonly startMs: number; readonly previousAtMs: number | null },
): string {
  const { atMs, startMs, previousAtMs } = times;
  switch (mode) {
    case 'none':
      return '';
    case 'absolute':
      return clockTime(atMs);
    case 'since-start':
      return seconds(atMs - startMs).padStart(10);
    case 'since-last':
      return (previousAtMs === null ? '' : `+${seconds(atMs - previousAtMs)}`).padStart(10);
  }
}

function clockTime(atMs: number): string {
  const at = new Date(atMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}

/** With ms. A clock that was set back gives no negative times. */
const seconds = (durationMs: number): string => (Math.max(0, durationMs) / 1000).toFixed(3);
