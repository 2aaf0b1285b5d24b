import { mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../src-shared/errors/app-error';
import { systemReason } from '../../../src-shared/errors/system-reason';
import type { Clock } from '../../../src-shared/time/clock';
import { logFileName } from './log-names';
import { MonitorLogs } from './monitor-logs';

export interface RotatingLogLimits {
  /** After so many bytes the next file begins. */
  readonly fileBytes: number;
  /** Files of one log. */
  readonly mostFiles: number;
  /** All logs in the folder together. */
  readonly mostBytes: number;
  /** What waits for the disk, in UTF-16 units. */
  readonly mostWaiting: number;
}

export const rotatingLogLimits: RotatingLogLimits = {
  fileBytes: 10_000_000,
  mostFiles: 20,
  mostBytes: 200_000_000,
  mostWaiting: 0x80_0000,
};

export interface RotatingLogOptions {
  readonly folder: string;
  /** Of the port: begins the files' names. */
  readonly name: string;
  readonly clock: Clock;
  readonly wallClock: () => number;
  readonly limits?: Partial<RotatingLogLimits> | undefined;
  /** `log-not-written`: once, and nothing is written after it. */
  readonly onError: (error: AppError) => void;
}

const writeDelayMs = 500;
/** Written at once: so much more than `fileBytes` a file can have. */
const pieceLength = 0x4_0000;
const mostNamesOfASecond = 1000;

interface LogFile {
  readonly name: string;
  readonly handle: FileHandle;
  sizeBytes: number;
}

/** A log that is written as it comes, behind whoever appends, into one file after the other. */
export class RotatingLog {
  readonly #options: RotatingLogOptions;
  readonly #limits: RotatingLogLimits;
  #file: LogFile;
  /** Oldest first. */
  readonly #names: string[];
  #waiting: string[] = [];
  #waitingLength = 0;
  #writing: Promise<void> | null = null;
  #cancelWrite: (() => void) | null = null;
  #ended = false;

  private constructor(options: RotatingLogOptions, file: LogFile) {
    this.#options = options;
    this.#limits = { ...rotatingLogLimits, ...options.limits };
    this.#file = file;
    this.#names = [file.name];
  }

  /** Throws `log-not-written`. */
  static async open(options: RotatingLogOptions): Promise<RotatingLog> {
    try {
      await mkdir(options.folder, { recursive: true, mode: 0o700 });
      const log = new RotatingLog(options, await createFile(options));
      await log.#prune();
      return log;
    } catch (error) {
      throw logNotWritten(options.name, error);
    }
  }

  /** The file that is being written. */
  get current(): { readonly fileName: string; readonly sizeBytes: number } {
    return { fileName: this.#file.name, sizeBytes: this.#file.sizeBytes };
  }

  /** `line`: without a line end. */
  append(line: string): void {
    if (this.#ended) return;
    this.#waiting.push(line);
    this.#waitingLength += line.length + 1;
    if (this.#waitingLength > this.#limits.mostWaiting) {
      this.#fail(new Error('the disk is too slow'));
      return;
    }
    this.#writeSoon();
  }

  /** Resolves when what was appended is on the disk. */
  async flush(): Promise<void> {
    await this.#writing;
    if (this.#waiting.length > 0) await this.#writeNow();
  }

  /** Writes what waits. Never rejects. */
  async close(): Promise<void> {
    await this.flush();
    this.#end();
    await this.#writing;
    await this.#file.handle.close().catch(() => undefined);
  }

  #writeSoon(): void {
    if (this.#writing !== null || this.#waiting.length === 0) return;
    this.#cancelWrite ??= this.#options.clock.schedule(writeDelayMs, () => void this.#writeNow());
  }

  #writeNow(): Promise<void> {
    this.#cancelWrite?.();
    this.#cancelWrite = null;
    this.#writing ??= this.#write()
      .catch((error: unknown) => this.#fail(error))
      .finally(() => {
        this.#writing = null;
        this.#writeSoon();
      });
    return this.#writing;
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const bytes = Buffer.from(this.#takePiece(), 'utf8');
      await this.#file.handle.writeFile(bytes);
      this.#file.sizeBytes += bytes.length;
      if (this.#file.sizeBytes >= this.#limits.fileBytes) await this.#rotate();
    }
  }

  #takePiece(): string {
    let count = 0;
    let length = 0;
    while (count < this.#waiting.length && length < Math.min(pieceLength, this.#limits.fileBytes))
      length += (this.#waiting[count++]?.length ?? 0) + 1;
    this.#waitingLength -= length;
    return `${this.#waiting.splice(0, count).join('\n')}\n`;
  }

  async #rotate(): Promise<void> {
    const next = await createFile(this.#options);
    const done = this.#file;
    this.#file = next;
    this.#names.push(next.name);
    await done.handle.close();
    await this.#prune();
  }

  /** Its own oldest files first, then the oldest of all. */
  async #prune(): Promise<void> {
    const { folder } = this.#options;
    while (this.#names.length > this.#limits.mostFiles) {
      const oldest = this.#names.shift();
      if (oldest !== undefined) await rm(path.join(folder, oldest), { force: true }).catch(() => undefined);
    }
    await new MonitorLogs(folder).prune(this.#limits.mostBytes, this.#file.name);
  }

  #fail(error: unknown): void {
    if (this.#ended) return;
    this.#end();
    this.#options.onError(logNotWritten(this.#file.name, error));
  }

  #end(): void {
    this.#ended = true;
    this.#waiting = [];
    this.#waitingLength = 0;
    this.#cancelWrite?.();
    this.#cancelWrite = null;
  }
}

/** A file that was not there: two logs never write into one. */
async function createFile({ folder, name, wallClock }: RotatingLogOptions): Promise<LogFile> {
  for (let number = 1; ; number++) {
    const fileName = logFileName(name, wallClock(), number);
    try {
      const handle = await open(path.join(folder, fileName), 'ax', 0o600);
      return { name: fileName, handle, sizeBytes: 0 };
    } catch (error) {
      if (systemReason(error) !== 'EEXIST' || number === mostNamesOfASecond) throw error;
    }
  }
}

function logNotWritten(name: string, error: unknown): AppError {
  return new AppError('log-not-written', { name, reason: systemReason(error) }, { cause: error });
}
