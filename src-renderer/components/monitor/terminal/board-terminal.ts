import { FitAddon } from '@xterm/addon-fit';
import { Terminal, type IDecoration, type IDisposable, type ITheme } from '@xterm/xterm';
import type { MonitorLine } from '../../../../src-shared/model/monitor';
import { renderLine, type RenderOptions } from '../../../model/monitor/render-line';
import { maxRows, type WindowPlace } from '../../../stores/terminal-window';

/** Without the width: the terminal knows that itself. */
export type LineLook = Omit<RenderOptions, 'columns'>;

export interface BoardTerminalEvents {
  /** What is in sight has moved, or there is more or less of it. */
  moved(): void;
  resized(columns: number): void;
  /** What was typed or pasted, while that is wanted. */
  typed(keys: string): void;
  /** Answers whether the terminal is to take the key itself. */
  key(event: KeyboardEvent): boolean;
}

/** More new lines than a terminal holds need not be written one by one. */
const floodLines = 3000;

/**
 * A terminal that shows lines: the place of each of them is known, all of them can be shown anew in another way, and what is
 * not a whole line yet stands below them until it is. At most one write is under way: what comes meanwhile is written together.
 */
export class BoardTerminal {
  readonly terminal: Terminal;
  #look: LineLook;
  #lines: readonly MonitorLine[] = [];
  #added: MonitorLine[] = [];
  #place: WindowPlace | null = null;
  /** New lines pull what is in sight along. */
  follows = true;
  #open = '';
  #openShown = '';
  #isWriting = false;
  #isDue = false;
  #frame = 0;
  #marked: { readonly line: number; decoration: IDecoration | null } | null = null;
  #markColour = '';
  readonly #fit = new FitAddon();
  readonly #events: BoardTerminalEvents;
  readonly #disposables: IDisposable[] = [];

  constructor(
    look: LineLook,
    theme: ITheme,
    font: { family: string; sizePx: number },
    events: BoardTerminalEvents,
  ) {
    this.#look = look;
    this.#events = events;
    this.terminal = new Terminal({
      allowProposedApi: true,
      scrollback: maxRows,
      convertEol: false,
      disableStdin: true,
      cursorStyle: 'bar',
      cursorInactiveStyle: 'none',
      fontFamily: font.family,
      fontSize: font.sizePx,
      lineHeight: 1.1,
      minimumContrastRatio: 4.5,
      screenReaderMode: true,
      smoothScrollDuration: 0,
      theme,
    });
  }

  mount(element: HTMLElement): void {
    const { terminal } = this;
    terminal.loadAddon(this.#fit);
    terminal.open(element);
    terminal.attachCustomKeyEventHandler((event) => this.#events.key(event));
    this.#disposables.push(
      terminal.onScroll(() => this.#events.moved()),
      terminal.onRender(() => this.#events.moved()),
      terminal.onData((keys) => this.#events.typed(keys)),
      terminal.onResize(({ cols }) => {
        this.#events.resized(cols);
      }),
    );
    this.fit();
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame);
    for (const disposable of this.#disposables) disposable.dispose();
    this.terminal.dispose();
  }

  fit(): void {
    this.#fit.fit();
  }

  replace(lines: readonly MonitorLine[], place: WindowPlace): void {
    this.#place = place.type === 'keep' ? (this.#place ?? this.#ownPlace()) : place;
    this.#lines = lines;
    this.#added = [];
    this.#schedule();
  }

  append(lines: readonly MonitorLine[]): void {
    if (lines.length === 0) return;
    this.#added.push(...lines);
    if (this.#added.length > floodLines) {
      this.#place ??= this.#ownPlace();
      this.#lines = [...this.#lines, ...this.#added].slice(-floodLines);
      this.#added = [];
    }
    this.#schedule();
  }

  /** What has come of a line that is not whole yet. */
  showOpen(text: string): void {
    if (text === this.#open) return;
    this.#open = text;
    this.#schedule();
  }

  /** Shows the same lines in another way. */
  restyle(look: LineLook): void {
    this.#look = look;
    this.replace([...this.#lines, ...this.#added], { type: 'keep' });
  }

  /** Shows one line apart from the others; null: none. */
  markLine(line: number | null, colour: string): void {
    this.#marked?.decoration?.dispose();
    this.#marked = line === null ? null : { line, decoration: null };
    this.#decorate(colour);
  }

  /** What is to be shown is shown. */
  get isSettled(): boolean {
    return !this.#isWriting && !this.#isDue;
  }

  get isAtEnd(): boolean {
    const { viewportY, baseY } = this.terminal.buffer.active;
    return viewportY >= baseY;
  }

  /** The lines at the top and at the bottom of what is in sight, and how many rows there are above it and below. */
  get inSight(): { first: number; last: number; rowsAbove: number; rowsBelow: number } | null {
    const { viewportY, baseY } = this.terminal.buffer.active;
    const rows = this.#startRows();
    const first = this.#lineAt(rows, viewportY);
    const last = this.#lineAt(rows, viewportY + this.terminal.rows - 1);
    if (!first || !last) return null;
    return { first: first.number, last: last.number, rowsAbove: viewportY, rowsBelow: baseY - viewportY };
  }

  #ownPlace(): WindowPlace {
    if ((this.follows && this.isAtEnd) || this.#isWriting) return { type: 'end' };
    const line = this.#lineAt(this.#startRows(), this.terminal.buffer.active.viewportY);
    return line ? { type: 'line', line: line.number, at: 'top' } : { type: 'end' };
  }

  #schedule(): void {
    this.#isDue = true;
    if (this.#isWriting || this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#write();
    });
  }

  #write(): void {
    this.#isDue = false;
    this.#isWriting = true;
    const place = this.#place;
    this.#place = null;
    const hold = place === null && !this.follows ? this.#ownPlace() : null;
    const erase = place === null ? this.#eraseOpen() : '';
    if (place !== null) this.terminal.reset();
    const before = place === null ? (this.#lines.at(-1) ?? null) : null;
    const fresh = place === null ? this.#added : this.#lines;
    if (place === null && this.#added.length > 0)
      this.#lines = [...this.#lines, ...this.#added].slice(-maxRows);
    if (place === null) this.#added = [];
    this.#openShown = this.#openText();
    const text = erase + this.#sequences(fresh, before) + this.#openShown;
    this.terminal.write(text, () => {
      this.#written(place, hold);
    });
  }

  #written(place: WindowPlace | null, hold: WindowPlace | null): void {
    this.#isWriting = false;
    this.#settle(place ?? hold);
    if (place !== null) this.#redecorate();
    this.#events.moved();
    if (this.#isDue || this.#place !== null || this.#added.length > 0) this.#schedule();
  }

  #sequences(lines: readonly MonitorLine[], before: MonitorLine | null): string {
    const options = { ...this.#look, columns: this.terminal.cols };
    let previousAtMs = before?.atMs ?? null;
    let text = '';
    for (const line of lines) {
      text += `${renderLine(line, previousAtMs, options)}\r\n`;
      previousAtMs = line.atMs;
    }
    return text;
  }

  /** It must not scroll out of its own screen: from there it could not be taken back. */
  #openText(): string {
    const room = Math.max(1, this.terminal.rows - 2) * this.terminal.cols;
    const text = this.#open.slice(-Math.min(room, 2000));
    if (text === '') return '';
    const line: MonitorLine = { number: -1, atMs: 0, kind: 'received', text };
    return renderLine(line, null, { ...this.#look, timestamps: 'none', columns: this.terminal.cols });
  }

  /** Takes away what stands there of the unfinished line, whose end the cursor is at. */
  #eraseOpen(): string {
    if (this.#openShown === '') return '';
    const { active } = this.terminal.buffer;
    let rows = 0;
    while (active.getLine(active.baseY + active.cursorY - rows)?.isWrapped) rows += 1;
    return `${rows > 0 ? `\u001b[${rows}A` : ''}\r\u001b[J`;
  }

  /** Rows at which lines start, in order; the last is that of the unfinished line, or of nothing yet. */
  #startRows(): readonly number[] {
    const { active } = this.terminal.buffer;
    const rows: number[] = [];
    for (let row = 0; row <= active.baseY + active.cursorY; row += 1)
      if (active.getLine(row)?.isWrapped === false) rows.push(row);
    return rows;
  }

  /** What scrolled out of the terminal is counted from the end. */
  #lineAt(rows: readonly number[], row: number): MonitorLine | undefined {
    let low = 0;
    let high = rows.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((rows[middle] ?? 0) <= row) low = middle;
      else high = middle - 1;
    }
    const fromEnd = rows.length - 1 - low;
    return fromEnd === 0 ? this.#lines.at(-1) : this.#lines[this.#lines.length - fromEnd];
  }

  #rowOf(rows: readonly number[], number: number): number | undefined {
    const index = this.#lines.findIndex((line) => line.number >= number);
    if (index === -1) return undefined;
    return rows[rows.length - 1 - (this.#lines.length - index)] ?? 0;
  }

  /** A line that is looked for is shown with some above it: what led to it belongs to it. */
  #settle(place: WindowPlace | null): void {
    if (place === null || place.type === 'end' || place.type === 'keep') return;
    const row = this.#rowOf(this.#startRows(), place.line);
    if (row === undefined) return;
    const above = place.at === 'within' ? Math.floor(this.terminal.rows / 4) : 0;
    this.terminal.scrollToLine(Math.max(0, row - above));
  }

  #decorate(colour: string): void {
    this.#markColour = colour;
    const marked = this.#marked;
    if (!marked || this.#isWriting) return;
    const row = this.#rowOf(this.#startRows(), marked.line);
    if (row === undefined) return;
    const { active } = this.terminal.buffer;
    const marker = this.terminal.registerMarker(row - (active.baseY + active.cursorY));
    const options = { marker, width: this.terminal.cols, backgroundColor: colour, layer: 'bottom' as const };
    marked.decoration = this.terminal.registerDecoration(options) ?? null;
  }

  #redecorate(): void {
    if (this.#marked) this.#decorate(this.#markColour);
  }
}
