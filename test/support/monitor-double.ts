import { AppError } from '../../src-shared/errors/app-error';
import type { Requests } from '../../src-shared/ipc/contract';
import type {
  MonitorBatch,
  MonitorFindings,
  MonitorId,
  MonitorInfo,
  MonitorLine,
  MonitorMark,
} from '../../src-shared/model/monitor';
import { lineFilter } from '../../src-shared/monitor/line-filter';
import { formatHexText } from '../../src-shared/monitor/hex-text';
import { compileQuery } from '../../src-shared/monitor/text-query';

type Read = Requests['monitor:read'];
type Find = Requests['monitor:find'];
type Bytes = Requests['monitor:bytes'];

/** What the double's clock stands at when a monitor is opened; ms since 1970. */
const openedAtMs = Date.UTC(2026, 10, 21, 10, 31, 7);

/** One monitor in memory: it keeps every line that it is given, and answers as the station does. */
export class MonitorDouble {
  info: MonitorInfo;
  findings: MonitorFindings;
  #lines: readonly MonitorLine[] = [];
  #dropped = 0;

  constructor(id: MonitorId, request: Requests['monitor:open']['request'], label: string) {
    this.info = {
      id,
      port: request.port,
      label,
      state: { type: 'open' },
      baud: request.baud,
      format: request.format,
      hasLines: true,
      dtr: false,
      rts: false,
      openedAtMs,
      firstLine: 0,
      endLine: 0,
      receivedBytes: 0,
      log: null,
      sending: null,
    };
    this.findings = { monitor: id, insights: [], crashes: [], coreDumps: [] };
  }

  get lines(): readonly MonitorLine[] {
    return this.#lines;
  }

  change(change: Partial<MonitorInfo>): void {
    this.info = { ...this.info, ...change };
  }

  /** Takes lines in, as they come; answers with the batch that tells of them. */
  receive(
    texts: readonly string[],
    kind: 'received' | 'sent' = 'received',
    everyMs = 10,
    open = '',
  ): MonitorBatch {
    const { endLine } = this.info;
    const added = texts.map((text, index): MonitorLine => {
      const number = endLine + index;
      return { number, atMs: openedAtMs + number * everyMs, kind, text };
    });
    return this.#take(added, open);
  }

  mark(mark: MonitorMark): MonitorBatch {
    const number = this.info.endLine;
    return this.#take([{ number, atMs: openedAtMs + number * 10, kind: 'mark', text: '', mark }], '');
  }

  clear(): MonitorBatch {
    this.#lines = [];
    this.#dropped = this.info.endLine;
    this.change({ firstLine: this.info.endLine });
    return this.mark({ type: 'cleared' });
  }

  /** As a station that keeps only so many. */
  forgetBefore(firstLine: number): void {
    if (firstLine <= this.#dropped) return;
    this.#dropped = firstLine;
    this.#lines = this.#lines.filter(({ number }) => number >= firstLine);
    this.change({ firstLine });
  }

  read({ from, count, direction, filter }: Omit<Read['request'], 'monitor'>): Read['result'] {
    const passes = filter ? lineFilter(filter) : () => true;
    const side = this.#lines.filter(({ number }) =>
      direction === 'forward' ? number >= from : number < from,
    );
    const passed = side.filter(passes);
    const lines = direction === 'forward' ? passed.slice(0, count) : passed.slice(-count);
    const { firstLine, endLine } = this.info;
    return { lines, firstLine, endLine, complete: lines.length === passed.length };
  }

  find({ query, from, direction, filter }: Omit<Find['request'], 'monitor'>): Find['result'] {
    const compiled = compileQuery(query);
    const passes = filter ? lineFilter(filter) : () => true;
    const found = this.#lines.filter(
      (line) =>
        (direction === 'forward' ? line.number >= from : line.number < from) &&
        line.kind !== 'mark' &&
        passes(line) &&
        compiled.test(line.text),
    );
    return (direction === 'forward' ? found[0] : found.at(-1))?.number ?? null;
  }

  bytes({ offset, sizeBytes }: Omit<Bytes['request'], 'monitor'>): Bytes['result'] {
    const all = new TextEncoder().encode(this.#lines.map(({ text }) => `${text}\r\n`).join(''));
    const from = offset ?? Math.max(0, all.length - sizeBytes);
    const hex = formatHexText(all.subarray(from, from + sizeBytes));
    return { offset: from, hex, firstOffset: 0, endOffset: all.length };
  }

  #take(lines: readonly MonitorLine[], open: string): MonitorBatch {
    this.#lines = [...this.#lines, ...lines];
    const sizeBytes = lines.reduce((sum, { text }) => sum + text.length + 2, 0);
    this.change({
      endLine: this.info.endLine + lines.length,
      receivedBytes: this.info.receivedBytes + sizeBytes,
      firstLine: this.#dropped,
    });
    const { id, firstLine, endLine, receivedBytes } = this.info;
    const atMs = lines.at(-1)?.atMs ?? openedAtMs;
    return {
      monitor: id,
      lines: lines.slice(-2000),
      open: open === '' ? null : { text: open, atMs },
      firstLine,
      endLine,
      receivedBytes,
    };
  }
}

/** The monitors of a station in memory. */
export class MonitorDoubles {
  readonly #monitors = new Map<MonitorId, MonitorDouble>();
  #nextId = 1;

  get all(): readonly MonitorInfo[] {
    return [...this.#monitors.values()].map(({ info }) => info);
  }

  /** A port that has one keeps it. */
  open(request: Requests['monitor:open']['request'], label: string): MonitorDouble {
    const known = [...this.#monitors.values()].find(({ info }) => info.port === request.port);
    if (known) {
      known.change({ baud: request.baud, format: request.format });
      return known;
    }
    const monitor = new MonitorDouble(`monitor-${this.#nextId++}`, request, label);
    this.#monitors.set(monitor.info.id, monitor);
    return monitor;
  }

  close(id: MonitorId): void {
    this.#monitors.delete(id);
  }

  get(id: MonitorId): MonitorDouble {
    const monitor = this.#monitors.get(id);
    if (!monitor) throw new AppError('monitor-not-found');
    return monitor;
  }
}
