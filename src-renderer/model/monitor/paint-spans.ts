import type { StyledRun } from './styled-runs';
import type { TextStyle } from './text-style';

/** A stretch of a line that is shown differently; in UTF-16 units of the line's plain text. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly look: Partial<TextStyle>;
}

/** The runs with the spans' looks over their own; of spans that overlap the later one is seen. */
export function paintSpans(runs: readonly StyledRun[], spans: readonly Span[]): readonly StyledRun[] {
  if (spans.length === 0) return runs;
  const length = runs.reduce((sum, { text }) => sum + text.length, 0);
  const owner = new Int32Array(length).fill(-1);
  spans.forEach(({ start, end }, index) => owner.fill(index, start, end));
  const painted: StyledRun[] = [];
  let offset = 0;
  for (const run of runs) {
    painted.push(...cut(run, offset, owner, spans));
    offset += run.text.length;
  }
  return painted;
}

function cut(
  { text, style }: StyledRun,
  offset: number,
  owner: Int32Array,
  spans: readonly Span[],
): readonly StyledRun[] {
  const parts: StyledRun[] = [];
  for (let from = 0; from < text.length;) {
    const index = owner[offset + from] ?? -1;
    let to = from + 1;
    while (to < text.length && owner[offset + to] === index) to += 1;
    const look = spans[index]?.look;
    parts.push({ text: text.slice(from, to), style: look ? { ...style, ...look } : style });
    from = to;
  }
  return parts;
}
