import type { MonitorFilter, MonitorLine, TimestampMode } from '../../../src-shared/model/monitor';
import { lineFilter } from '../../../src-shared/monitor/line-filter';
import { stripEscapes } from '../../../src-shared/monitor/strip-escapes';
import type { Clock } from '../../../src-shared/time/clock';
import { textLineFormatter } from '../../files/monitor/format-line';
import type { TextOutput } from '../cli-io';

export interface LineScreenOptions {
  readonly out: TextOutput;
  readonly clock: Clock;
  readonly filter: MonitorFilter | null;
  readonly timestamps: TimestampMode;
  /** When the monitor was opened; ms since 1970. */
  readonly startedAtMs: number;
}

/** Nothing came for so long: what there is of a line may be all that will come, as of a prompt. */
const unfinishedMs = 200;

type OpenLine = { readonly text: string; readonly atMs: number } | null;

/** What the board says, line by line, the one that is not whole yet as it comes. */
export class LineScreen {
  readonly #options: LineScreenOptions;
  readonly #passes: (line: Pick<MonitorLine, 'kind' | 'text'>) => boolean;
  readonly #timestamp: (atMs: number) => string;
  /** What stands there of the line that is not whole yet. */
  #shown = '';
  #open: OpenLine = null;
  #cancelOpen: (() => void) | null = null;

  /** Throws `pattern-invalid`. */
  constructor(options: LineScreenOptions) {
    const { filter, timestamps, startedAtMs } = options;
    this.#options = options;
    this.#passes = filter === null ? () => true : lineFilter(filter);
    const format = textLineFormatter({ timestamps, startedAtMs });
    this.#timestamp = (atMs) => format({ number: 0, atMs, kind: 'received', text: '' });
  }

  line(line: MonitorLine): void {
    this.#setOpen(null);
    if (line.kind !== 'received') return;
    const text = this.#visible(line.text);
    if (this.#passes(line)) {
      if (this.#shown !== '' && !text.startsWith(this.#shown)) this.#endShown();
      this.#write(text, line.atMs);
      this.#options.out.write('\n');
      this.#shown = '';
    } else if (this.#shown !== '') this.#endShown();
  }

  /** The line that is not whole yet. With a filter it waits until it can be told what it is. */
  open(open: OpenLine): void {
    this.#setOpen(open);
    if (open === null) return;
    if (this.#options.filter === null) this.#showOpen();
    else this.#cancelOpen = this.#options.clock.schedule(unfinishedMs, () => this.#showOpen());
  }

  /** Makes room for something else: what stands there of a line is written again afterwards. */
  makeWay(): void {
    if (this.#options.out.isTerminal && this.#shown !== '') this.#endShown();
  }

  comeBack(): void {
    if (this.#options.out.isTerminal && this.#cancelOpen === null && this.#open !== null) this.#showOpen();
  }

  close(): void {
    this.#setOpen(null);
    if (this.#shown !== '') this.#endShown();
  }

  #setOpen(open: OpenLine): void {
    this.#cancelOpen?.();
    this.#cancelOpen = null;
    this.#open = open;
  }

  #showOpen(): void {
    this.#cancelOpen = null;
    const open = this.#open;
    if (open === null || !this.#passes({ kind: 'received', text: open.text })) return;
    // The end of the line may be on its way.
    const text = this.#visible(open.text.replace(/\r+$/, ''));
    if (!text.startsWith(this.#shown)) this.#endShown();
    this.#write(text, open.atMs);
    this.#shown = text;
  }

  /** What is missing of it; before its first character, when that came. */
  #write(text: string, atMs: number): void {
    const isNew = this.#shown === '';
    if (isNew && text === '' && this.#open !== null) return;
    this.#options.out.write(`${isNew ? this.#timestamp(atMs) : ''}${text.slice(this.#shown.length)}`);
  }

  #endShown(): void {
    this.#options.out.write('\n');
    this.#shown = '';
  }

  /** Files and other programs get text alone, terminals what the board sends them. */
  #visible(text: string): string {
    return this.#options.out.isTerminal ? text : stripEscapes(text);
  }
}
