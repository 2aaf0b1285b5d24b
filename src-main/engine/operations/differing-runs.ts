import { flashSectorBytes } from './flash-geometry';

/** A stretch of a segment, in bytes from its start; whole sectors, the last one as far as the segment goes. */
export interface Run {
  readonly start: number;
  readonly end: number;
}

/** The stretches in which `data` differs from `previous`. What lies past the end of `previous` differs. */
export function differingRuns(data: Uint8Array, previous: Uint8Array): readonly Run[] {
  const runs: { start: number; end: number }[] = [];
  for (let start = 0; start < data.length; start += flashSectorBytes) {
    const end = Math.min(data.length, start + flashSectorBytes);
    if (isSame(data, previous, start, end)) continue;
    const last = runs.at(-1);
    if (last?.end === start) last.end = end;
    else runs.push({ start, end });
  }
  return runs;
}

function isSame(data: Uint8Array, previous: Uint8Array, start: number, end: number): boolean {
  if (end > previous.length) return false;
  return Buffer.compare(data.subarray(start, end), previous.subarray(start, end)) === 0;
}
