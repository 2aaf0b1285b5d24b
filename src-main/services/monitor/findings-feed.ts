import type { CoreDumpInfo, CrashReport } from '../../../src-shared/model/crash';
import type { MonitorLine } from '../../../src-shared/model/monitor';
import type { Clock } from '../../../src-shared/time/clock';
import { AppError } from '../../../src-shared/errors/app-error';
import { BoardReader } from '../../engine/board-text/board-reader';
import type { BoardFindings } from '../../engine/board-text/findings';

/** At most ten times a second. */
const beatMs = 100;
/** A board that says nothing for so long has said what it wanted to say. */
const idleMs = 500;

export interface FindingsFeedOptions {
  readonly clock: Clock;
  /** Ms since 1970. */
  readonly wallClock: () => number;
  readonly onFound: (found: BoardFindings) => void;
}

/** Lets a reader read along, and tells what it has found: batched, and once more when the board falls silent. */
export class FindingsFeed {
  readonly #options: FindingsFeedOptions;
  readonly #reader = new BoardReader();
  #heardAt = 0;
  #cancelBeat: (() => void) | null = null;

  constructor(options: FindingsFeedOptions) {
    this.#options = options;
  }

  /** What has arrived, before it becomes lines; `line` is the number of the one that it begins in or goes on with. */
  bytes(bytes: Uint8Array, context: { readonly line: number; readonly baud: number }): void {
    const { clock, wallClock } = this.#options;
    this.#reader.bytes(bytes, { ...context, atMs: wallClock() });
    this.#heardAt = clock.now();
    this.#cancelBeat ??= clock.schedule(beatMs, () => this.#beat());
  }

  lines(lines: readonly MonitorLine[]): void {
    const { clock } = this.#options;
    // What a person has sent is not what the board says.
    for (const line of lines) if (line.kind !== 'sent') this.#reader.line(line);
    this.#cancelBeat ??= clock.schedule(beatMs, () => this.#beat());
  }

  all(): BoardFindings {
    return this.#reader.all();
  }

  /** Throws `crash-not-found`. */
  crash(id: number): CrashReport {
    const crash = this.#reader.all().crashes.find((report) => report.id === id);
    if (crash === undefined) throw new AppError('crash-not-found');
    return crash;
  }

  /** Throws `crash-not-found`. */
  coreDump(id: number): { readonly info: CoreDumpInfo; readonly bytes: Uint8Array } {
    const info = this.#reader.all().coreDumps.find((dump) => dump.id === id);
    const bytes = this.#reader.coreDump(id);
    if (info === undefined || bytes === null) throw new AppError('crash-not-found');
    return { info, bytes };
  }

  clear(): void {
    this.#reader.clear();
  }

  /** Tells what was found and not told yet. */
  close(): void {
    this.#cancelBeat?.();
    this.#cancelBeat = null;
    this.#tell();
  }

  #beat(): void {
    const { clock, wallClock } = this.#options;
    const isIdle = clock.now() - this.#heardAt >= idleMs;
    if (isIdle) this.#reader.idle(wallClock());
    this.#tell();
    this.#cancelBeat = isIdle ? null : clock.schedule(beatMs, () => this.#beat());
  }

  #tell(): void {
    const found = this.#reader.take();
    if (found !== null) this.#options.onFound(found);
  }
}
