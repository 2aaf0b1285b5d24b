import path from 'node:path';
import { AppError } from '../../../src-shared/errors/app-error';
import type { Requests } from '../../../src-shared/ipc/contract';
import type { MonitorPage } from '../../../src-shared/model/monitor';
import type { FileTasks } from '../../files/file-tasks';
import type { ScannedLines, ScanTask } from '../../files/monitor/scan-lines';
import { segmentBlocks } from '../../files/monitor/segment-blocks';
import type { LineRange } from '../../files/monitor/stored-segment';
import type { ExportsFolder } from '../exports-folder';
import type { OfferableCopy } from '../offerable-file';
import type { LineSplitter } from './line-splitter';
import type { LineStore } from './line-store';
import { monitorFileStem } from './log-names';
import { readReceived } from './read-received';

export interface LineQueriesOptions {
  readonly store: LineStore;
  /** Has what has come of the line that is not whole yet. */
  readonly splitter: LineSplitter;
  readonly scans: FileTasks;
  readonly exports: ExportsFolder;
  readonly name: string;
  readonly wallClock: () => number;
  readonly startedAtMs: number;
}

export interface QueryRunOptions {
  readonly signal?: AbortSignal | undefined;
}

type QueryName = 'monitor:read' | 'monitor:find' | 'monitor:bytes' | 'monitor:export';
/** What is asked of one monitor. */
export type LineQuery<N extends QueryName> = Omit<Requests[N]['request'], 'monitor'>;

const fileExtensions = { text: 'log', csv: 'csv', raw: 'bin' } as const;

/** Reads, searches and exports stored lines. What looks at many of them runs as a file task, and sees what came before it was asked. */
export class LineQueries {
  readonly #options: LineQueriesOptions;
  readonly #closed = new AbortController();
  #reading = new AbortController();
  #finding = new AbortController();

  constructor(options: LineQueriesOptions) {
    this.#options = options;
  }

  /** A filtered reading ends the one that is under way. */
  async read(
    { from, count, direction, filter }: LineQuery<'monitor:read'>,
    run: QueryRunOptions = {},
  ): Promise<MonitorPage> {
    if (filter === null) return this.#readDirectly(from, count, direction);
    this.#reading.abort(new AppError('cancelled'));
    this.#reading = new AbortController();
    const task = { from, count, direction, filter, query: null };
    return this.#scan(task, [this.#reading.signal, run.signal]);
  }

  /** A search ends the one that is under way. */
  async find(
    { query, from, direction, filter }: LineQuery<'monitor:find'>,
    run: QueryRunOptions = {},
  ): Promise<number | null> {
    this.#finding.abort(new AppError('cancelled'));
    this.#finding = new AbortController();
    if (query.text === '') return null;
    const task = { from, count: 1, direction, filter, query };
    const { lines } = await this.#scan(task, [this.#finding.signal, run.signal]);
    return lines[0]?.number ?? null;
  }

  async bytes({
    offset,
    sizeBytes,
  }: LineQuery<'monitor:bytes'>): Promise<Requests['monitor:bytes']['result']> {
    const { store, splitter } = this.#options;
    const open = Buffer.from(splitter.openBytes);
    const { firstOffset, endOffset: wholeEnd } = store;
    const endOffset = wholeEnd + open.length;
    const wanted = offset ?? endOffset - sizeBytes;
    const from = Math.min(Math.max(wanted, firstOffset), endOffset);
    const to = Math.min(from + sizeBytes, endOffset);
    const inLines = Math.min(to, wholeEnd);
    const whole = await readReceived(store.receivedParts(from, inLines), from, inLines);
    const rest = open.subarray(Math.max(0, from - wholeEnd), Math.max(0, to - wholeEnd));
    const hex = whole.bytes.toString('hex') + rest.toString('hex');
    return { offset: whole.offset, hex, firstOffset: store.firstOffset, endOffset };
  }

  /** Throws `file-not-written` too. */
  async export({ to, timestamps, filter }: LineQuery<'monitor:export'>): Promise<OfferableCopy> {
    const { store, splitter, scans, exports, name, wallClock, startedAtMs } = this.#options;
    const suggestedName = `${monitorFileStem(name, wallClock())}.${fileExtensions[to]}`;
    const folder = exports.place();
    const open = splitter.open === null ? null : { bytes: splitter.openBytes, atMs: splitter.open.atMs };
    const range = { from: store.firstLine, to: store.endLine };
    await store.flush();
    const segments = store.stored(range);
    const task = { segments, range, open, to, filter, timestamps, startedAtMs, folder, suggestedName };
    try {
      return await scans.run('monitor:export', task, { signal: this.#closed.signal });
    } catch (error) {
      await exports.remove(path.join(folder, suggestedName));
      throw error;
    }
  }

  /** What is under way rejects with `cancelled`. */
  close(): void {
    this.#closed.abort(new AppError('cancelled'));
  }

  async #readDirectly(from: number, count: number, direction: ScanTask['direction']): Promise<MonitorPage> {
    const { store } = this.#options;
    const { firstLine, endLine } = store;
    const range = pageRange({ from: firstLine, to: endLine }, from, count, direction);
    const lines = [];
    for await (const block of segmentBlocks(store.stored(range), range, { direction: 'forward' }))
      for (let index = 0; index < block.lineCount; index++) {
        const line = block.line(block.firstLine + index);
        if (line !== null) lines.push(line);
      }
    const complete = direction === 'forward' ? range.to === endLine : range.from === firstLine;
    return { lines, firstLine, endLine, complete };
  }

  async #scan(
    { from, ...task }: Omit<ScanTask, 'segments' | 'range'> & { readonly from: number },
    signals: readonly (AbortSignal | undefined)[],
  ): Promise<ScannedLines & Pick<MonitorPage, 'firstLine' | 'endLine'>> {
    const { store, scans } = this.#options;
    const { firstLine, endLine } = store;
    const range = lookedAt({ from: firstLine, to: endLine }, from, task.direction);
    const signal = AbortSignal.any([this.#closed.signal, ...signals.filter((one) => one !== undefined)]);
    // A worker reads files only: what is not in them crosses over, and that should be little.
    await store.flush();
    const scanned = await scans.run(
      'monitor:scan',
      { ...task, range, segments: store.stored(range) },
      { signal },
    );
    return { ...scanned, firstLine, endLine };
  }
}

/** Of the lines that are kept, those that lie in a direction. */
function lookedAt(kept: LineRange, from: number, direction: ScanTask['direction']): LineRange {
  const border = Math.min(Math.max(from, kept.from), kept.to);
  return direction === 'forward' ? { from: border, to: kept.to } : { from: kept.from, to: border };
}

function pageRange(
  kept: LineRange,
  from: number,
  count: number,
  direction: ScanTask['direction'],
): LineRange {
  const looked = lookedAt(kept, from, direction);
  return direction === 'forward'
    ? { from: looked.from, to: Math.min(looked.to, looked.from + count) }
    : { from: Math.max(looked.from, looked.to - count), to: looked.to };
}
