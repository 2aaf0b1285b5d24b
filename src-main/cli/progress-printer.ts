import { fillText } from '../../src-shared/errors/app-error';
import type { ProgressEvent, Stage } from '../../src-shared/model/progress';
import type { Clock } from '../../src-shared/time/clock';
import type { TextOutput } from './cli-io';
import { formatRate } from './format-quantities';
import { en } from './locales/en';

const barWidth = 30;
/** Between two drawings of the bar: a terminal shows no more, and writing to it costs. */
const redrawIntervalMs = 50;
const percentPerLine = 10;
/** So near the end the line that says 100 % is the next one to come. */
const almostDonePercent = 96;
/** Comparing takes a moment; elsewhere than on a terminal its lines would only be noise. */
const stagesWithLines: readonly Stage[] = ['erase', 'write', 'read'];
const kibi = 1024;
/** Back to the start of the line and clear it. */
const clearLine = '\r\u001b[K';

export interface ProgressPrinterOptions {
  readonly out: TextOutput;
  readonly clock: Clock;
  /** False: stages and notices only. */
  readonly showBytes: boolean;
  /** What opens the bytes of a stage or of one of its segments; null says nothing. */
  readonly title: (stage: Stage, segment: number | null) => string | null;
}

interface Step {
  readonly stage: Stage;
  readonly segment: number | null;
  readonly startedAtMs: number;
  drawnAtMs: number;
  printedPercent: number;
}

/** Progress as text: a bar that is drawn over on a terminal, a line every ten percent elsewhere. */
export class ProgressPrinter {
  readonly #options: ProgressPrinterOptions;
  #step: Step | null = null;
  #barIsShown = false;
  readonly #durations = new Map<string, number>();

  constructor(options: ProgressPrinterOptions) {
    this.#options = options;
  }

  readonly onProgress = (event: ProgressEvent): void => {
    switch (event.type) {
      case 'stage':
        this.end();
        this.#step = null;
        return;
      case 'notice':
        this.line(fillText(en.notices[event.code], event.context));
        return;
      case 'bytes':
        this.#bytes(event);
    }
  };

  /** A line of its own, whatever is being drawn. */
  line(text: string): void {
    this.end();
    this.#options.out.write(`${text}\n`);
  }

  /** Takes the bar away. */
  end(): void {
    if (this.#barIsShown) this.#options.out.write(clearLine);
    this.#barIsShown = false;
  }

  /** From the first to the last bytes of a segment, in ms; null when none were told. */
  durationMs(stage: Stage, segment: number | null): number | null {
    return this.#durations.get(keyOf(stage, segment)) ?? null;
  }

  #bytes(event: Extract<ProgressEvent, { type: 'bytes' }>): void {
    const { clock } = this.#options;
    const step = this.#stepOf(event);
    this.#durations.set(keyOf(event.stage, event.segment), clock.now() - step.startedAtMs);
    if (!this.#options.showBytes || event.total <= 0) return;
    if (this.#options.out.isTerminal) this.#drawBar(step, event.done, event.total);
    else this.#printLine(step, event.done, event.total);
  }

  #stepOf({ stage, segment }: Extract<ProgressEvent, { type: 'bytes' }>): Step {
    if (this.#step?.stage === stage && this.#step.segment === segment) return this.#step;
    const title = this.#options.title(stage, segment);
    if (title !== null) this.line(title);
    const startedAtMs = this.#options.clock.now();
    this.#step = { stage, segment, startedAtMs, drawnAtMs: -Infinity, printedPercent: 0 };
    return this.#step;
  }

  #drawBar(step: Step, done: number, total: number): void {
    const now = this.#options.clock.now();
    if (done < total && now - step.drawnAtMs < redrawIntervalMs) return;
    step.drawnAtMs = now;
    const filled = Math.round((done / total) * barWidth);
    const text = fillText(en.progress.bar, {
      bar: `[${'='.repeat(filled)}${' '.repeat(barWidth - filled)}]`,
      percent: String(percentOf(done, total)).padStart(3),
      rate: formatRate(done / kibi, now - step.startedAtMs),
    });
    this.#options.out.write(`${clearLine}${text.slice(0, this.#options.out.columns - 1)}`);
    this.#barIsShown = true;
  }

  #printLine(step: Step, done: number, total: number): void {
    const percent = percentOf(done, total);
    if (!stagesWithLines.includes(step.stage)) return;
    if (percent < step.printedPercent + percentPerLine) return;
    if (percent >= almostDonePercent && done < total) return;
    step.printedPercent = percent - (percent % percentPerLine);
    this.#options.out.write(`${fillText(en.progress.line, { percent, done, total })}\n`);
  }
}

function percentOf(done: number, total: number): number {
  return Math.floor((done / total) * 100);
}

function keyOf(stage: Stage, segment: number | null): string {
  return `${stage} ${segment ?? ''}`;
}
