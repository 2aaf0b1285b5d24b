import { AppError } from '../../../src-shared/errors/app-error';
import { systemReason } from '../../../src-shared/errors/system-reason';
import type { Requests } from '../../../src-shared/ipc/contract';
import type {
  MonitorBatch,
  MonitorId,
  MonitorInfo,
  MonitorLine,
  MonitorMark,
  MonitorPage,
} from '../../../src-shared/model/monitor';
import type { Clock } from '../../../src-shared/time/clock';
import type { FileTasks } from '../../files/file-tasks';
import { lineText } from '../../files/monitor/line-text';
import type { ExportsFolder } from '../exports-folder';
import type { OfferableCopy } from '../offerable-file';
import { ContinuousLog } from './continuous-log';
import { LineBatches } from './line-batches';
import { LineQueries, type LineQuery, type QueryRunOptions } from './line-queries';
import { LineSplitter } from './line-splitter';
import { LineStore, type LineStoreLimits } from './line-store';
import type { RotatingLogLimits } from './rotating-log';

export interface MonitorTextOptions {
  readonly monitor: MonitorId;
  /** Made by open, removed by close. */
  readonly folder: string;
  /** Where continuous logs lie; shared by all monitors. */
  readonly logsFolder: string;
  /** For the names of logs: `ttyUSB0`. */
  readonly name: string;
  readonly clock: Clock;
  /** Ms since 1970. */
  readonly wallClock: () => number;
  /** Heavy reads run as file tasks in a worker. */
  readonly scans: FileTasks;
  readonly exports: ExportsFolder;
  /** At most 30 a second. */
  readonly onBatch: (batch: MonitorBatch) => void;
  /** At once: every whole line, in order. */
  readonly onLines: (lines: readonly MonitorLine[]) => void;
  /** What goes wrong behind: `monitor-not-kept` (the newest lines are in memory), `log-not-written` (the log is off now). */
  readonly onError?: ((error: AppError) => void) | undefined;
  readonly limits?: Partial<LineStoreLimits> | undefined;
  readonly logLimits?: Partial<RotatingLogLimits> | undefined;
}

/**
 * What a monitor has received, sent and marked, as lines: kept on disk, handed on in batches, read, searched, exported and
 * logged. Numbers of lines and offsets of bytes count from the monitor's opening, and go on when it is cleared.
 */
export class MonitorText {
  readonly #options: MonitorTextOptions;
  readonly #store: LineStore;
  readonly #splitter: LineSplitter;
  readonly #queries: LineQueries;
  readonly #batches: LineBatches;
  readonly #log: ContinuousLog;
  /** Whole since they were handed on. */
  #lines: MonitorLine[] = [];
  #isClosed = false;

  private constructor(options: MonitorTextOptions, store: LineStore) {
    const { clock, wallClock, logsFolder: folder, name, scans, exports, logLimits: limits } = options;
    const onError = (error: AppError): void => options.onError?.(error);
    this.#options = options;
    this.#store = store;
    this.#splitter = new LineSplitter((bytes, atMs) => this.#received(bytes, atMs));
    this.#batches = new LineBatches(clock, (lines) => this.#sendBatch(lines));
    this.#log = new ContinuousLog({ folder, name, clock, wallClock, limits, onError });
    const startedAtMs = wallClock();
    this.#queries = new LineQueries({
      ...{ store, splitter: this.#splitter, scans, exports, name, wallClock, startedAtMs },
    });
  }

  /** Throws `monitor-not-kept`. */
  static async open(options: MonitorTextOptions): Promise<MonitorText> {
    const { folder, clock, limits, name, onError } = options;
    const onDiskError = (error: unknown): void => onError?.(notKept(name, error));
    try {
      return new MonitorText(options, await LineStore.open({ folder, clock, limits, onDiskError }));
    } catch (error) {
      throw notKept(name, error);
    }
  }

  get firstLine(): number {
    return this.#store.firstLine;
  }

  get endLine(): number {
    return this.#store.endLine;
  }

  get receivedBytes(): number {
    return this.#store.endOffset + this.#splitter.openBytes.length;
  }

  get log(): MonitorInfo['log'] {
    return this.#log.current;
  }

  /** What the board sent. The bytes' memory may be used again afterwards. */
  receive(bytes: Uint8Array): void {
    if (this.#isClosed || bytes.length === 0) return;
    this.#splitter.push(bytes, this.#options.wallClock());
    this.#handOn();
  }

  /** Shows what was sent, in lines of its own. They do not end what the board is printing. */
  sent(text: string): void {
    if (this.#isClosed) return;
    const atMs = this.#options.wallClock();
    for (const line of text.replace(/\r\n$|[\r\n]$/, '').split(/\r\n|\r|\n/)) {
      const number = this.#store.append('sent', Buffer.from(line, 'utf8'), atMs);
      this.#lines.push({ number, atMs, kind: 'sent', text: line });
    }
    this.#handOn();
  }

  /** Ends a line that is not whole yet. */
  mark(mark: MonitorMark): void {
    if (this.#isClosed) return;
    this.#splitter.end();
    const atMs = this.#options.wallClock();
    const number = this.#store.append('mark', Buffer.from(JSON.stringify(mark), 'utf8'), atMs);
    this.#lines.push({ number, atMs, kind: 'mark', text: '', mark });
    this.#handOn();
  }

  /**
   * Throws `pattern-invalid`, `file-unreadable`, `monitor-not-found` when it is closed, `cancelled`. A filtered reading
   * cancels the one that is under way.
   */
  read(request: LineQuery<'monitor:read'>, run?: QueryRunOptions): Promise<MonitorPage> {
    return this.#asked(() => this.#queries.read(request, run));
  }

  /** Null: there is none. Throws as `read` does; a search cancels the one that is under way. */
  find(request: LineQuery<'monitor:find'>, run?: QueryRunOptions): Promise<number | null> {
    return this.#asked(() => this.#queries.find(request, run));
  }

  bytes(request: LineQuery<'monitor:bytes'>): Promise<Requests['monitor:bytes']['result']> {
    return this.#asked(() => this.#queries.bytes(request));
  }

  /** Without what was thrown away; the last line as far as it has come. Throws as `read` does, and `file-not-written`. */
  export(request: LineQuery<'monitor:export'>): Promise<OfferableCopy> {
    return this.#asked(() => this.#queries.export(request));
  }

  /** Forgets all lines, and marks the place. */
  async clear(): Promise<void> {
    if (this.#isClosed) return;
    this.#splitter.end();
    this.#handOn();
    this.#store.clear();
    this.#batches.clear();
    this.mark({ type: 'cleared' });
  }

  /** Throws `log-not-written`. */
  setLog(on: boolean): Promise<void> {
    return this.#asked(() => this.#log.set(on));
  }

  /** Resolves when what has come is on the disk, or the disk has refused it. */
  async flush(): Promise<void> {
    await Promise.all([this.#store.flush(), this.#log.flush()]);
  }

  /** Ends the log, cancels what is under way, forgets the text. Never rejects. */
  async close(): Promise<void> {
    if (!this.#isClosed) {
      this.#splitter.end();
      this.#handOn();
    }
    this.#isClosed = true;
    this.#queries.close();
    this.#batches.close();
    await this.#log.set(false);
    await this.#store.close();
  }

  #received(bytes: Buffer, atMs: number): void {
    const number = this.#store.append('received', bytes, atMs);
    this.#lines.push({ number, atMs, kind: 'received', text: lineText(bytes) });
  }

  #handOn(): void {
    const lines = this.#lines;
    this.#lines = [];
    this.#batches.add(lines);
    if (lines.length === 0) return;
    this.#log.append(lines);
    this.#options.onLines(lines);
  }

  #sendBatch(lines: readonly MonitorLine[]): void {
    const { monitor, onBatch } = this.#options;
    const { firstLine, endLine, receivedBytes } = this;
    onBatch({ monitor, lines, open: this.#splitter.open, firstLine, endLine, receivedBytes });
  }

  async #asked<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isClosed) throw new AppError('monitor-not-found');
    return work();
  }
}

function notKept(name: string, error: unknown): AppError {
  if (error instanceof AppError) return error.with({ name });
  return new AppError('monitor-not-kept', { name, reason: systemReason(error) }, { cause: error });
}
