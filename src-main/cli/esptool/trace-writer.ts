import { fillText, toAppError } from '../../../src-shared/errors/app-error';
import type { TraceEntry } from '../../../src-shared/model/trace';
import type { CliIo, TextOutput } from '../cli-io';
import { en } from '../locales/en';
import type { GlobalOptions } from './global-options';
import { TraceFile } from './trace-file';

const words = en.trace;
const msPerSecond = 1000;

/** Shows every frame and every piece of boot text on standard error, in a file, in both or nowhere, with seconds since now. */
export class TraceWriter {
  readonly #io: CliIo;
  readonly #startMs: number;
  readonly #isShown: boolean;
  readonly #file: TraceFile | null;

  /** Throws `file-not-written`. */
  constructor({ trace, traceFile }: Pick<GlobalOptions, 'trace' | 'traceFile'>, io: CliIo) {
    this.#io = io;
    this.#startMs = io.clock.now();
    this.#isShown = trace === true;
    this.#file = traceFile === undefined ? null : new TraceFile(traceFile, io.host, io.version);
  }

  readonly write = (body: TraceEntry['body']): void => {
    if (!this.#isShown && this.#file === null) return;
    const line = describe(body);
    if (line === null) return;
    const text = this.#atNow(line);
    if (this.#isShown) this.#io.err.write(`${text}\n`);
    this.#file?.line(text);
  };

  /** The same output; what is printed there stands in the file as well. */
  copyOf(out: TextOutput): TextOutput {
    const file = this.#file;
    if (file === null) return out;
    return {
      get isTerminal() {
        return out.isTerminal;
      },
      get columns() {
        return out.columns;
      },
      write: (text) => {
        out.write(text);
        // A bar that is drawn over is no line.
        if (text.endsWith('\n')) file.line(this.#atNow(text.trimEnd()));
      },
    };
  }

  failed(error: unknown): void {
    const { code, message } = toAppError(error);
    this.#file?.line(this.#atNow(fillText(words.failed, { code, message })));
  }

  close(): void {
    this.#file?.close();
  }

  #atNow(text: string): string {
    const seconds = ((this.#io.clock.now() - this.#startMs) / msPerSecond).toFixed(3);
    return fillText(words.line, { seconds, text });
  }
}

function describe(body: TraceEntry['body']): string | null {
  switch (body.type) {
    case 'frame': {
      const { command, detail, sizeBytes: size } = body;
      return fillText(words.frame, {
        direction: body.direction === 'host' ? '→' : '←',
        command,
        detail: detail === '' ? '' : ` ${detail}`,
        size,
      });
    }
    case 'text':
      // Control characters stay visible, so that a line stays a line.
      return fillText(words.text, { text: JSON.stringify(body.text).slice(1, -1) });
    case 'notice':
      return null;
  }
}
