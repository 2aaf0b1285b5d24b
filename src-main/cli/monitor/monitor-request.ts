import type { LineEnding, MonitorFilter, TimestampMode } from '../../../src-shared/model/monitor';
import { compileQuery } from '../../../src-shared/monitor/text-query';
import { en } from '../locales/en';
import { usageError } from '../usage-error';
import { parsePrintFilter } from './parse-print-filter';

const words = en.monitor;

/** As the options say it, nothing looked at yet. */
export interface MonitorOptions {
  readonly port?: string;
  readonly baud: number;
  readonly elf: readonly string[];
  readonly printFilter?: string;
  readonly grep?: string;
  readonly invert?: true;
  readonly timestamps?: TimestampMode;
  readonly hex?: true;
  readonly raw?: true;
  /** Commander's spelling of `--no-reset`. */
  readonly reset: boolean;
  readonly log?: string;
  readonly dtr?: string;
  readonly rts?: string;
  readonly eol: LineEnding;
  readonly exitAfter?: number;
  readonly exitOn?: string;
}

/** What a monitor in a terminal is to do. */
export interface MonitorRequest {
  readonly baud: number;
  readonly elfs: readonly string[];
  /** Null: every line is shown. */
  readonly filter: MonitorFilter | null;
  readonly timestamps: TimestampMode;
  /** `lines` one by one; `hex` with offsets; `raw` as it comes. */
  readonly show: 'lines' | 'hex' | 'raw';
  /** Opens without moving DTR and RTS. */
  readonly attach: boolean;
  readonly logFile: string | null;
  /** Null: as it is. */
  readonly dtr: boolean | null;
  readonly rts: boolean | null;
  readonly eol: LineEnding;
  readonly exitAfterMs: number | null;
  readonly exitOn: string | null;
}

/** Throws `usage`, `pattern-invalid`. */
export function monitorRequest(options: MonitorOptions): MonitorRequest {
  const filter = filterOf(options);
  const show = options.hex ? 'hex' : options.raw ? 'raw' : 'lines';
  if (options.hex && options.raw) throw usageError(words.hexOrRaw);
  if (show !== 'lines' && (filter !== null || options.timestamps !== undefined))
    throw usageError(words.linesOnly, { option: `--${show}` });
  return {
    baud: options.baud,
    elfs: options.elf,
    filter,
    timestamps: options.timestamps ?? 'none',
    show,
    attach: !options.reset,
    logFile: options.log ?? null,
    dtr: options.dtr === undefined ? null : options.dtr === '1',
    rts: options.rts === undefined ? null : options.rts === '1',
    eol: options.eol,
    exitAfterMs: options.exitAfter === undefined ? null : options.exitAfter * 1000,
    exitOn: options.exitOn ?? null,
  };
}

function filterOf({ printFilter, grep, invert }: MonitorOptions): MonitorFilter | null {
  if (printFilter === undefined && grep === undefined) return null;
  const text = grep === undefined ? null : ({ text: grep, mode: 'regex', caseSensitive: true } as const);
  // It is told before the port is opened whether it can be read.
  if (text !== null) compileQuery(text);
  return { tags: parsePrintFilter(printFilter ?? ''), text, inverted: invert ?? false };
}
