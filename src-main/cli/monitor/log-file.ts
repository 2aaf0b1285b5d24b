import { createWriteStream, type WriteStream } from 'node:fs';
import { AppError } from '../../../src-shared/errors/app-error';
import { systemReason } from '../../../src-shared/errors/system-reason';
import type { MonitorLine } from '../../../src-shared/model/monitor';
import { textLineFormatter } from '../../files/monitor/format-line';

/** All lines as text in a file, each with its time; what was in the file before stays. */
export class LogFile {
  readonly #stream: WriteStream;
  readonly #format = textLineFormatter({ timestamps: 'absolute', startedAtMs: 0 });

  private constructor(stream: WriteStream) {
    this.#stream = stream;
  }

  /** Throws `file-not-written`. `onError`: nothing more is written from then on. */
  static async open(file: string, onError: (error: AppError) => void): Promise<LogFile> {
    const stream = createWriteStream(file, { flags: 'a' });
    const failed = (error: Error): AppError =>
      new AppError('file-not-written', { name: file, reason: systemReason(error) }, { cause: error });
    await new Promise<void>((resolve, reject) => {
      stream.once('open', () => resolve());
      stream.once('error', (error) => reject(failed(error)));
    });
    stream.on('error', (error) => onError(failed(error)));
    return new LogFile(stream);
  }

  line(line: MonitorLine): void {
    if (this.#stream.writable) this.#stream.write(`${this.#format(line)}\n`);
  }

  /** All of it is in the file, or could not be written. Never rejects. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#stream.closed) resolve();
      this.#stream.once('close', () => resolve());
      this.#stream.end();
    });
  }
}
