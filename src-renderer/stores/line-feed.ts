import type { StationClient } from '../../src-shared/ipc/contract';
import type { MonitorBatch, MonitorId, MonitorLine } from '../../src-shared/model/monitor';

/** As many lines as a page keeps of each monitor's newest; a page of them is the most that one request brings. */
export const tailLines = 5000;

/**
 * All lines of one monitor, in order and without gaps: what the batches leave out is read from the station before what comes
 * after it is passed on. Of what is longer ago than a tail, nothing is read: the window asks for that itself.
 */
export class LineFeed {
  tail: readonly MonitorLine[] = [];
  open: MonitorBatch['open'] = null;
  /** The line that is still missing. */
  next: number;
  firstLine: number;
  receivedBytes = 0;
  readonly #client: StationClient;
  readonly #monitor: MonitorId;
  readonly #onLines: (lines: readonly MonitorLine[]) => void;
  readonly #waiting: MonitorBatch[] = [];
  #busy = false;

  constructor(
    client: StationClient,
    monitor: { readonly id: MonitorId; readonly firstLine: number; readonly endLine: number },
    onLines: (lines: readonly MonitorLine[]) => void,
  ) {
    this.#client = client;
    this.#monitor = monitor.id;
    this.#onLines = onLines;
    this.firstLine = monitor.firstLine;
    this.next = Math.max(monitor.firstLine, monitor.endLine - tailLines);
  }

  accept(batch: MonitorBatch): void {
    this.#waiting.push(batch);
    if (!this.#busy) void this.#work(() => Promise.resolve());
  }

  /** Reads what was there before the first batch. */
  async catchUp(endLine: number): Promise<void> {
    if (!this.#busy) await this.#work(() => this.#readUpTo(endLine));
  }

  /** One after the other: lines that are read now come before those that wait. */
  async #work(first: () => Promise<void>): Promise<void> {
    this.#busy = true;
    await first();
    for (let batch = this.#waiting.shift(); batch; batch = this.#waiting.shift()) {
      const start = batch.lines[0]?.number ?? batch.endLine;
      if (start > Math.max(this.next, batch.firstLine)) await this.#readUpTo(start);
      this.#take(batch);
    }
    this.#busy = false;
  }

  async #readUpTo(endLine: number): Promise<void> {
    this.next = Math.max(this.next, endLine - tailLines);
    while (this.next < endLine) {
      const lines = await this.#read(this.next, endLine);
      if (lines.length === 0) break;
      this.#add(lines);
    }
    this.next = Math.max(this.next, endLine);
  }

  /** What cannot be read is gone: the monitor was closed, or the station cannot be reached. */
  async #read(from: number, endLine: number): Promise<readonly MonitorLine[]> {
    const request = { from, count: endLine - from, direction: 'forward', filter: null } as const;
    const page = await this.#client
      .request('monitor:read', { monitor: this.#monitor, ...request })
      .catch(() => null);
    return page?.lines.filter(({ number }) => number >= from && number < endLine) ?? [];
  }

  #take(batch: MonitorBatch): void {
    this.firstLine = Math.max(this.firstLine, batch.firstLine);
    this.receivedBytes = batch.receivedBytes;
    this.open = batch.open;
    this.#add(batch.lines.filter(({ number }) => number >= this.next));
    this.next = Math.max(this.next, batch.endLine);
  }

  #add(lines: readonly MonitorLine[]): void {
    const last = lines.at(-1);
    if (last) {
      this.next = last.number + 1;
      this.tail = [...this.#stillKept(lines), ...lines].slice(-tailLines);
      const cleared = this.tail.findLastIndex(({ mark }) => mark?.type === 'cleared');
      if (cleared > 0) this.tail = this.tail.slice(cleared);
    }
    this.#onLines(lines);
  }

  /** A tail has no gaps. */
  #stillKept(lines: readonly MonitorLine[]): readonly MonitorLine[] {
    return lines[0]?.number === (this.tail.at(-1)?.number ?? -2) + 1 ? this.tail : [];
  }
}
