import type { MonitorLine, MonitorMark, TimestampMode } from '../../../src-shared/model/monitor';
import { parseLogLine } from '../../../src-shared/monitor/parse-log-line';
import { stripEscapes } from '../../../src-shared/monitor/strip-escapes';
import { localIsoTime } from './local-time';

export interface TimestampOptions {
  readonly timestamps: TimestampMode;
  /** When the monitor was opened; ms since 1970. */
  readonly startedAtMs: number;
}

/** Formats lines one after the other as they stand in a text file, without line ends. */
export function textLineFormatter({
  timestamps,
  startedAtMs,
}: TimestampOptions): (line: MonitorLine) => string {
  let lastAtMs: number | null = null;
  const timestamp = (atMs: number): string => {
    const sinceLastMs = atMs - (lastAtMs ?? atMs);
    lastAtMs = atMs;
    switch (timestamps) {
      case 'none':
        return '';
      case 'absolute':
        return `${localIsoTime(atMs)} `;
      case 'since-start':
        return `${seconds(atMs - startedAtMs)} `;
      case 'since-last':
        return `${seconds(sinceLastMs)} `;
    }
  };
  return (line) => `${timestamp(line.atMs)}${visibleText(line)}`;
}

export const csvHead = 'number,time,ms,kind,level,tag,text';

/** One record of RFC 4180, without its line end. What a spreadsheet would take for a formula is left as it came. */
export function csvRecord(line: MonitorLine, startedAtMs: number): string {
  const { number, atMs, kind, mark } = line;
  const text = mark === undefined ? stripEscapes(line.text) : markText(mark);
  const log = kind === 'received' ? parseLogLine(text) : null;
  const fields = [log?.level ?? '', log?.tag ?? '', text].map(csvField);
  return [number, localIsoTime(atMs), Math.round(atMs - startedAtMs), kind, ...fields].join(',');
}

function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

function visibleText({ kind, text, mark }: MonitorLine): string {
  if (mark !== undefined) return `--- ${markText(mark)} ---`;
  return kind === 'sent' ? `>> ${stripEscapes(text)}` : stripEscapes(text);
}

function markText(mark: MonitorMark): string {
  switch (mark.type) {
    case 'opened':
      return `opened at ${mark.baud} baud`;
    case 'lost':
      return 'connection lost';
    case 'back':
      return `connected again after ${seconds(mark.awayMs)} s`;
    case 'lent':
      return `port used by: ${mark.title}`;
    case 'returned':
      return 'port returned';
    case 'reset':
      return mark.into === 'app' ? 'reset' : 'reset into download mode';
    case 'baud':
      return `${mark.baud} baud`;
    case 'cleared':
      return 'cleared';
  }
}
