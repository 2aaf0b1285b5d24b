import type { Requests } from '../../src-shared/ipc/contract';
import type { MonitorFilter, MonitorLine, MonitorPage } from '../../src-shared/model/monitor';
import { lineFilter } from '../../src-shared/monitor/line-filter';
import { fitWindow } from '../model/monitor/fit-window';
import { tailLines, type LineFeed } from './line-feed';

type ReadRequest = Omit<Requests['monitor:read']['request'], 'monitor'>;

/** Where the reader is after the lines were replaced: at the end, where they were, or at a line. */
export type WindowPlace =
  | { readonly type: 'end' }
  | { readonly type: 'keep' }
  /** `within`: with some lines above it. */
  | { readonly type: 'line'; readonly line: number; readonly at: 'top' | 'within' };

export type LinePlace = Extract<WindowPlace, { type: 'line' }>['at'];

/** Who shows the lines. */
export interface WindowView {
  replaced(lines: readonly MonitorLine[], place: WindowPlace): void;
  appended(lines: readonly MonitorLine[]): void;
  /** The line at the top of what is in sight; null when there is none. */
  topLine(): number | null;
}

export interface WindowSource {
  readonly feed: LineFeed;
  read(request: ReadRequest): Promise<MonitorPage>;
  /** Whether the reader is at the end and stays there has changed, or how many lines are waiting below. */
  changed(): void;
  failed(error: unknown): void;
}

const pageLines = 1000;
/** Enough for the scrollback of the terminal, which holds `maxRows` rows. */
export const maxRows = 12_000;
const aboveTarget = 300;

/**
 * The lines that the terminal holds: of all that the station keeps, a stretch without gaps of those that the filter lets pass.
 * While it follows, new lines come to its end; otherwise it stands still, and is moved by what the reader does.
 */
export class TerminalWindow {
  lines: readonly MonitorLine[] = [];
  following = true;
  /** Lines that have come while the reader was elsewhere. */
  waiting = 0;
  atStart = false;
  columns = 80;
  readonly #source: WindowSource;
  readonly #view: WindowView;
  #filter: MonitorFilter | null = null;
  #passes: (line: MonitorLine) => boolean = () => true;
  /** The first line that has not been looked at. */
  #until = 0;
  #generation = 0;
  #isMoving = false;

  constructor(source: WindowSource, view: WindowView) {
    this.#source = source;
    this.#view = view;
  }

  get filter(): MonitorFilter | null {
    return this.#filter;
  }

  /** Throws `pattern-invalid` and stays as it was. */
  setFilter(filter: MonitorFilter | null): Promise<void> {
    const passes = filter ? lineFilter(filter) : () => true;
    this.#filter = filter;
    this.#passes = passes;
    const top = this.#view.topLine();
    return this.following || top === null ? this.follow() : this.#showAround(top, 'top');
  }

  /** To the end, and along with it. */
  async follow(): Promise<void> {
    const generation = this.#begin(true);
    this.waiting = 0;
    this.#source.changed();
    const { feed } = this.#source;
    if (this.#filter === null) {
      this.#show(feed.tail, 'end', feed.next, { type: 'end' });
      this.atStart = (feed.tail[0]?.number ?? feed.next) <= feed.firstLine;
      this.#isMoving = false;
      return;
    }
    const page = await this.#page(generation, { from: feed.next, count: pageLines, direction: 'backward' });
    if (!page) return;
    // What came while it was read is in the tail.
    const newer = feed.tail.filter((line) => line.number >= page.endLine && this.#passes(line));
    this.atStart = page.complete;
    const until = Math.max(feed.next, page.endLine);
    this.#show([...page.lines, ...newer], 'end', until, { type: 'end' });
    this.#isMoving = false;
  }

  /** Stands still; what comes is kept by the station. */
  pause(): void {
    if (!this.following) return;
    this.#generation += 1;
    this.#isMoving = false;
    this.following = false;
    this.#source.changed();
  }

  /** New lines of the feed. */
  received(lines: readonly MonitorLine[]): void {
    if (lines.some(({ mark }) => mark?.type === 'cleared')) {
      void this.follow();
      return;
    }
    const passed = lines.filter((line) => line.number >= this.#until && this.#passes(line));
    if (!this.following) {
      this.waiting += passed.length;
      this.#source.changed();
      return;
    }
    if (this.#isMoving) return;
    const first = lines[0];
    if (first && first.number > this.#until && this.lines.length > 0) {
      void this.follow();
      return;
    }
    this.#until = Math.max(this.#until, (lines.at(-1)?.number ?? -1) + 1);
    this.#append(passed);
  }

  /** The reader has come near the first of the lines. */
  async extendUp(): Promise<void> {
    const first = this.lines[0];
    if (this.atStart || this.#isMoving || !first) return;
    const generation = this.#begin(this.following);
    const page = await this.#page(generation, {
      from: first.number,
      count: pageLines,
      direction: 'backward',
    });
    if (!page) return;
    this.#isMoving = false;
    this.atStart = page.complete;
    if (page.lines.length === 0) return;
    const all = [...page.lines, ...this.lines];
    const fitting = this.#fit(all, 'start');
    const last = fitting.at(-1);
    if (fitting.length < all.length && last) this.#until = last.number + 1;
    this.lines = fitting;
    this.#view.replaced(fitting, { type: 'keep' });
  }

  /** The reader has come to the last of the lines, and would go on. True: there is nothing more. */
  async extendDown(): Promise<boolean> {
    if (this.following || this.#isMoving) return false;
    const { feed } = this.#source;
    if (this.#until >= feed.next) return true;
    const generation = this.#begin(false);
    const page = await this.#page(generation, { from: this.#until, count: pageLines, direction: 'forward' });
    if (!page) return false;
    this.#isMoving = false;
    this.#until = afterPage(page);
    this.#append(page.lines);
    return false;
  }

  /** At the end of all there is: from now on along with it. */
  resume(): void {
    if (this.following || this.#until < this.#source.feed.next) return;
    this.following = true;
    this.waiting = 0;
    this.#source.changed();
  }

  /** Puts a line in sight, wherever it is. */
  async jumpTo(line: number, at: LinePlace): Promise<void> {
    const first = this.lines[0]?.number ?? Infinity;
    const last = this.lines.at(-1)?.number ?? -1;
    if (line < first || line > last) {
      await this.#showAround(line, at);
      return;
    }
    this.pause();
    this.#view.replaced(this.lines, { type: 'line', line, at });
  }

  async #showAround(line: number, at: LinePlace): Promise<void> {
    const generation = this.#begin(false);
    this.#source.changed();
    const [above, below] = await Promise.all([
      this.#page(generation, { from: line, count: aboveTarget, direction: 'backward' }),
      this.#page(generation, { from: line, count: pageLines, direction: 'forward' }),
    ]);
    if (!above || !below) return;
    this.#isMoving = false;
    this.atStart = above.complete;
    const target = below.lines[0] ?? above.lines.at(-1);
    this.#show([...above.lines, ...below.lines], 'start', afterPage(below), {
      type: 'line',
      line: target?.number ?? line,
      at,
    });
  }

  #begin(following: boolean): number {
    this.#isMoving = true;
    this.following = following;
    this.#generation += 1;
    return this.#generation;
  }

  /** Null: it is not wanted any more, or could not be read. */
  async #page(generation: number, request: Omit<ReadRequest, 'filter'>): Promise<MonitorPage | null> {
    try {
      const page = await this.#source.read({ ...request, filter: this.#filter });
      return generation === this.#generation ? page : null;
    } catch (error) {
      if (generation !== this.#generation) return null;
      this.#isMoving = false;
      this.#source.failed(error);
      return null;
    }
  }

  #show(lines: readonly MonitorLine[], keep: 'start' | 'end', until: number, place: WindowPlace): void {
    const fitting = this.#fit(lines, keep);
    this.lines = fitting;
    const cutLast = keep === 'start' && fitting.length < lines.length;
    this.#until = cutLast ? (fitting.at(-1)?.number ?? until - 1) + 1 : until;
    this.#view.replaced(fitting, place);
  }

  #append(lines: readonly MonitorLine[]): void {
    const all = [...this.lines, ...lines];
    this.lines = this.#fit(all, 'end');
    if (this.lines.length < all.length) this.atStart = false;
    this.#view.appended(lines);
  }

  #fit(lines: readonly MonitorLine[], keep: 'start' | 'end'): readonly MonitorLine[] {
    return fitWindow(lines, keep, { lines: tailLines, rows: maxRows, columns: this.columns });
  }
}

/** The first line that a page, read forward, has not looked at. */
function afterPage({ complete, endLine, lines }: MonitorPage): number {
  const last = lines.at(-1);
  return complete || !last ? endLine : last.number + 1;
}
