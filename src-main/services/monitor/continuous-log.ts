import type { AppError } from '../../../src-shared/errors/app-error';
import type { MonitorInfo, MonitorLine } from '../../../src-shared/model/monitor';
import { textLineFormatter } from '../../files/monitor/format-line';
import { RotatingLog, type RotatingLogOptions } from './rotating-log';

/** A monitor's continuous log: text without escape sequences, each line with its time; on and off. */
export class ContinuousLog {
  readonly #options: RotatingLogOptions;
  readonly #format: (line: MonitorLine) => string;
  #log: RotatingLog | null = null;
  /** Switching and closing, one after the other. */
  #work: Promise<unknown> = Promise.resolve();

  constructor(options: RotatingLogOptions) {
    this.#options = options;
    this.#format = textLineFormatter({ timestamps: 'absolute', startedAtMs: 0 });
  }

  /** Null while it is off. */
  get current(): MonitorInfo['log'] {
    return this.#log?.current ?? null;
  }

  append(lines: readonly MonitorLine[]): void {
    const log = this.#log;
    if (log === null) return;
    for (const line of lines) log.append(this.#format(line));
  }

  /** Throws `log-not-written`. Switched off, all of it is on the disk. */
  set(on: boolean): Promise<void> {
    const done = this.#work.then(() => (on ? this.#open() : this.#close()));
    this.#work = done.catch(() => undefined);
    return done;
  }

  async flush(): Promise<void> {
    await this.#work;
    await this.#log?.flush();
  }

  async #open(): Promise<void> {
    this.#log ??= await RotatingLog.open({ ...this.#options, onError: (error) => this.#failed(error) });
  }

  async #close(): Promise<void> {
    const log = this.#log;
    this.#log = null;
    await log?.close();
  }

  #failed(error: AppError): void {
    const log = this.#log;
    this.#log = null;
    // What it still holds is the file's handle.
    void log?.close();
    this.#options.onError(error);
  }
}
