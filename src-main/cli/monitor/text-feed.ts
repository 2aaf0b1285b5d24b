import type { MonitorBatch, MonitorLine, MonitorPage } from '../../../src-shared/model/monitor';

/** The part of a monitor's text that is read here. */
export interface ReadableText {
  readonly endLine: number;
  readonly receivedBytes: number;
  read(request: {
    readonly from: number;
    readonly count: number;
    readonly direction: 'forward';
    readonly filter: null;
  }): Promise<MonitorPage>;
  bytes(request: {
    readonly offset: number;
    readonly sizeBytes: number;
  }): Promise<{ readonly offset: number; readonly hex: string; readonly endOffset: number }>;
}

export interface TextFeedOptions {
  readonly text: ReadableText;
  readonly onLine: (line: MonitorLine) => void;
  readonly onOpen: (open: MonitorBatch['open']) => void;
  /** Absent: bytes are not looked at. */
  readonly onBytes?: ((bytes: Uint8Array) => void) | undefined;
  readonly onError: (error: unknown) => void;
}

const linesAtOnce = 2000;
const bytesAtOnce = 0x1_0000;

/** Everything that a monitor receives, once and in order: a batch that leaves something out is completed from what is kept. */
export class TextFeed {
  readonly #options: TextFeedOptions;
  #nextLine = 0;
  #nextByte = 0;
  #isPaused = false;
  #work: Promise<void> = Promise.resolve();

  constructor(options: TextFeedOptions) {
    this.#options = options;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  batch({ lines, endLine, open }: MonitorBatch): void {
    if (!this.#isPaused) this.#then(() => this.#take({ lines, endLine, open }));
  }

  /** Nothing is handed on from here on, and nothing of it is lost. */
  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#then(() => this.#takeRest());
  }

  /** All that has come by now was handed on. */
  async settled(): Promise<void> {
    if (!this.#isPaused) this.#then(() => this.#takeRest());
    await this.#work;
  }

  #then(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((error: unknown) => this.#options.onError(error));
  }

  #takeRest(): Promise<void> {
    return this.#take({ lines: [], endLine: this.#options.text.endLine, open: null });
  }

  async #take({ lines, endLine, open }: Pick<MonitorBatch, 'lines' | 'endLine' | 'open'>): Promise<void> {
    const { onLine, onOpen } = this.#options;
    await this.#takeBytes();
    // Lines that came while it was paused, or more of them than a batch holds.
    await this.#readUpTo(lines[0]?.number ?? endLine);
    for (const line of lines) {
      if (line.number < this.#nextLine) continue;
      this.#nextLine = line.number + 1;
      onLine(line);
    }
    if (open !== null) onOpen(open);
  }

  async #readUpTo(endLine: number): Promise<void> {
    while (this.#nextLine < endLine) {
      const page = await this.#options.text.read({
        from: this.#nextLine,
        count: Math.min(linesAtOnce, endLine - this.#nextLine),
        direction: 'forward',
        filter: null,
      });
      for (const line of page.lines) this.#options.onLine(line);
      const last = page.lines.at(-1)?.number ?? endLine - 1;
      this.#nextLine = Math.max(this.#nextLine, last + 1);
    }
  }

  async #takeBytes(): Promise<void> {
    const { text, onBytes } = this.#options;
    if (onBytes === undefined) return;
    while (this.#nextByte < text.receivedBytes) {
      const { offset, hex } = await text.bytes({ offset: this.#nextByte, sizeBytes: bytesAtOnce });
      const bytes = Buffer.from(hex, 'hex');
      if (bytes.length === 0) return;
      this.#nextByte = offset + bytes.length;
      onBytes(bytes);
    }
  }
}
