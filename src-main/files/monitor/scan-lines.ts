import type { MonitorFilter, MonitorLine, TextQuery } from '../../../src-shared/model/monitor';
import { lineFilter } from '../../../src-shared/monitor/line-filter';
import { stripEscapes } from '../../../src-shared/monitor/strip-escapes';
import { compileQuery } from '../../../src-shared/monitor/text-query';
import type { FileRunOptions } from '../file-tasks';
import type { LineBlock } from './line-block';
import { segmentBlocks } from './segment-blocks';
import type { LineRange, StoredSegment } from './stored-segment';

export interface ScanTask {
  readonly segments: readonly StoredSegment[];
  readonly range: LineRange;
  readonly direction: 'forward' | 'backward';
  /** At most so many lines. */
  readonly count: number;
  readonly filter: MonitorFilter | null;
  /** Only lines that have it, and no marks. */
  readonly query: TextQuery | null;
}

export interface ScannedLines {
  /** In order; `backward` gives the last ones of the range. */
  readonly lines: readonly MonitorLine[];
  /** The whole range was looked at. */
  readonly complete: boolean;
}

/** The first lines of a range that pass, seen from the direction's start. Throws `pattern-invalid` and `file-unreadable`. */
export async function scanLines(task: ScanTask, { signal }: FileRunOptions = {}): Promise<ScannedLines> {
  const { segments, range, direction, count } = task;
  const passes = linePasses(task);
  const lastLooked = direction === 'forward' ? range.to - 1 : range.from;
  const lines: MonitorLine[] = [];
  for await (const block of segmentBlocks(segments, range, { direction, signal }))
    for (const line of linesOf(block, direction)) {
      if (!passes(line)) continue;
      lines.push(line);
      if (lines.length === count)
        return { lines: ordered(lines, direction), complete: line.number === lastLooked };
    }
  return { lines: ordered(lines, direction), complete: true };
}

function linePasses({ filter, query }: ScanTask): (line: MonitorLine) => boolean {
  const shown = filter === null ? () => true : lineFilter(filter);
  if (query === null) return shown;
  const compiled = compileQuery(query);
  return (line) => line.kind !== 'mark' && compiled.test(stripEscapes(line.text)) && shown(line);
}

function* linesOf(block: LineBlock, direction: ScanTask['direction']): Generator<MonitorLine> {
  const last = block.firstLine + block.lineCount - 1;
  for (let index = 0; index < block.lineCount; index++) {
    const line = block.line(direction === 'forward' ? block.firstLine + index : last - index);
    if (line !== null) yield line;
  }
}

function ordered(lines: readonly MonitorLine[], direction: ScanTask['direction']): readonly MonitorLine[] {
  return direction === 'forward' ? lines : lines.toReversed();
}
