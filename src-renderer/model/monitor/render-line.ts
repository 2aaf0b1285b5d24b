import type {
  HighlightColour,
  LogLevel,
  MonitorLine,
  TimestampMode,
} from '../../../src-shared/model/monitor';
import { parseLogLine } from '../../../src-shared/monitor/parse-log-line';
import type { CompiledQuery } from '../../../src-shared/monitor/text-query';
import { paintSpans, type Span } from './paint-spans';
import { styledRuns, type StyledRun } from './styled-runs';
import { plainStyle, sgrOf, type TextStyle } from './text-style';
import { timestampText } from './timestamp-text';

/** SGR parameters: `38;2;…` for what is drawn, `48;2;…` for what lies under it. */
export interface TerminalInks {
  readonly text: string;
  readonly faint: string;
  readonly sent: string;
  readonly mark: string;
  readonly levels: Readonly<Record<LogLevel, string | null>>;
  readonly highlights: Readonly<Record<HighlightColour, string>>;
  readonly match: string;
  readonly currentMatch: string;
}

export interface RenderOptions {
  readonly timestamps: TimestampMode;
  readonly startMs: number;
  readonly columns: number;
  readonly inks: TerminalInks;
  readonly highlights: readonly { readonly query: CompiledQuery; readonly colour: HighlightColour }[];
  readonly search: CompiledQuery | null;
  /** The line that the search has come to. */
  readonly currentLine: number | null;
  readonly markWords: (line: MonitorLine) => string;
}

/** A line as the terminal gets it: no line end, the style put back at its end. */
export function renderLine(line: MonitorLine, previousAtMs: number | null, options: RenderOptions): string {
  if (line.kind === 'mark') return renderMark(line, options);
  const stamp = timestampText(options.timestamps, {
    atMs: line.atMs,
    startMs: options.startMs,
    previousAtMs,
  });
  const { inks } = options;
  const before = stamp === '' ? '' : `\u001b[0;${inks.faint}m${stamp}  `;
  const arrow = line.kind === 'sent' ? `\u001b[0;${inks.sent}m→ ` : '';
  return `${before}${arrow}${inSequences(lookOf(line, options))}\u001b[0m`;
}

/** The line's words and, where they are wanted, its time; for the clipboard. */
export function plainLine(
  line: MonitorLine,
  previousAtMs: number | null,
  options: Pick<RenderOptions, 'timestamps' | 'startMs' | 'markWords'>,
): string {
  const stamp = timestampText(options.timestamps, {
    atMs: line.atMs,
    startMs: options.startMs,
    previousAtMs,
  });
  const text = line.kind === 'mark' ? `--- ${options.markWords(line)} ---` : textOf(styledRuns(line.text));
  return stamp === '' ? text : `${stamp}  ${text}`;
}

function lookOf(line: MonitorLine, options: RenderOptions): readonly StyledRun[] {
  const runs = styledRuns(line.text);
  const plain = textOf(runs);
  const isColoured = runs.some(({ style }) => style !== plainStyle);
  const inked = isColoured ? runs : runs.map((run) => ({ ...run, style: ownStyle(line, plain, options) }));
  return paintSpans(inked, spansOf(line, plain, options));
}

const textOf = (runs: readonly StyledRun[]): string => runs.map(({ text }) => text).join('');

/** Of a line that brings no colours: by what was sent, and by the levels of logs. */
function ownStyle({ kind }: MonitorLine, plain: string, { inks }: RenderOptions): TextStyle {
  if (kind === 'sent') return { ...plainStyle, foreground: inks.sent };
  const level = parseLogLine(plain)?.level;
  const ink = level ? inks.levels[level] : null;
  return ink === null ? plainStyle : { ...plainStyle, foreground: ink };
}

function spansOf(line: MonitorLine, plain: string, options: RenderOptions): readonly Span[] {
  const { inks, highlights, search, currentLine } = options;
  const spans: Span[] = [];
  const add = (query: CompiledQuery, background: string): void => {
    // What is under it was chosen for the colour of text: the line's own colour might not be readable there.
    const look = { background, foreground: inks.text, dim: false, inverse: false };
    for (const { start, end } of query.matches(plain)) spans.push({ start, end, look });
  };
  for (const { query, colour } of highlights) add(query, inks.highlights[colour]);
  if (search) add(search, line.number === currentLine ? inks.currentMatch : inks.match);
  return spans;
}

function inSequences(runs: readonly StyledRun[]): string {
  return runs.map(({ text, style }) => sgrOf(style) + text).join('');
}

/** A quiet rule across the whole width, its words at the left. */
function renderMark(line: MonitorLine, { columns, inks, markWords }: RenderOptions): string {
  const room = Math.max(8, columns - 1);
  const words = `── ${markWords(line)} `.slice(0, room);
  return `\u001b[0;${inks.mark}m${words}${'─'.repeat(Math.max(0, room - words.length))}\u001b[0m`;
}
