import type { InsightCode, MonitorLine } from '../../../src-shared/model/monitor';
import { BoardReader } from '../../../src-main/engine/board-text/board-reader';

export interface ReadOptions {
  readonly baud?: number;
  /** Between two lines. */
  readonly lineMs?: number;
  readonly startMs?: number;
  readonly reader?: BoardReader;
}

/** A reader that has been given the text as a monitor does: bytes, then lines, then silence. */
export function readBoardText(
  text: string | Uint8Array,
  { baud = 115_200, lineMs = 5, startMs = 1_000, reader = new BoardReader() }: ReadOptions = {},
): BoardReader {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const lines = Buffer.from(bytes).toString('utf8').split(/\r?\n/);
  reader.bytes(bytes, { line: 0, atMs: startMs, baud });
  for (const [index, line] of lines.entries())
    reader.line(receivedLine(line, index, startMs + index * lineMs));
  reader.idle(startMs + lines.length * lineMs + 500);
  return reader;
}

export function receivedLine(text: string, number = 0, atMs = 0): MonitorLine {
  return { kind: 'received', text, number, atMs };
}

export function codesIn(reader: BoardReader): readonly InsightCode[] {
  return reader.all().insights.map(({ code }) => code);
}

export function contextOf(reader: BoardReader, code: InsightCode): Readonly<Record<string, string | number>> {
  const insight = reader.all().insights.findLast((each) => each.code === code);
  if (insight === undefined) throw new Error(`${code} was not found`);
  return insight.context;
}
