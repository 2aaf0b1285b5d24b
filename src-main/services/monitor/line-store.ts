import { mkdir, rm } from 'node:fs/promises';
import { AppError } from '../../../src-shared/errors/app-error';
import { systemReason } from '../../../src-shared/errors/system-reason';
import type { MonitorLine } from '../../../src-shared/model/monitor';
import type { Clock } from '../../../src-shared/time/clock';
import type { LineRange, StoredSegment } from '../../files/monitor/stored-segment';
import { LineSegment } from './line-segment';
import type { ReceivedPart } from './read-received';

export interface LineStoreLimits {
  /** Lines that are kept. */
  readonly mostLines: number;
  /** On the disk and in memory together; it counts for a board that prints long lines only. */
  readonly mostBytes: number;
  /** What waits for the disk. */
  readonly mostUnwrittenBytes: number;
  /** What is thrown away at once. */
  readonly segmentLines: number;
}

export const lineStoreLimits: LineStoreLimits = {
  mostLines: 1_000_000,
  mostBytes: 0x2000_0000,
  mostUnwrittenBytes: 0x80_0000,
  segmentLines: 50_000,
};

export interface LineStoreOptions {
  /** Its own: emptied when it is opened, removed when it is closed. */
  readonly folder: string;
  readonly clock: Clock;
  readonly limits?: Partial<LineStoreLimits> | undefined;
  /** The disk takes nothing: told once, until it takes something again. The value is the system's error. */
  readonly onDiskError: (error: unknown) => void;
}

/** Small writes are gathered: half a second of a slow line, or what makes one write worth while. */
const writeDelayMs = 500;
const writeAtBytes = 0x4_0000;
const retryDelayMs = 2000;

/**
 * The lines of one monitor, in segments on disk. Appending is synchronous and never fails; writing goes on behind it. A disk
 * that is full or too slow costs the oldest lines: at most `mostUnwrittenBytes` wait in memory, and what is kept never has
 * a gap. It is tried again, and dropping the oldest lines gives their room back.
 */
export class LineStore {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #limits: LineStoreLimits;
  readonly #onDiskError: (error: unknown) => void;
  /** Oldest first. */
  #segments: LineSegment[] = [];
  #endLine = 0;
  #endOffset = 0;
  #unwrittenBytes = 0;
  #writing: Promise<void> | null = null;
  #cancelWrite: (() => void) | null = null;
  readonly #removals = new Set<Promise<void>>();
  #diskFails = false;
  #closed = false;

  private constructor({ folder, clock, limits, onDiskError }: LineStoreOptions) {
    this.#folder = folder;
    this.#clock = clock;
    this.#limits = { ...lineStoreLimits, ...limits };
    this.#onDiskError = onDiskError;
  }

  /** Throws `monitor-not-kept`. */
  static async open(options: LineStoreOptions): Promise<LineStore> {
    const { folder } = options;
    try {
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw new AppError('monitor-not-kept', { reason: systemReason(error) }, { cause: error });
    }
    return new LineStore(options);
  }

  get firstLine(): number {
    const first = this.#segments[0]?.firstLine ?? this.#endLine;
    return Math.max(first, this.#endLine - this.#limits.mostLines);
  }

  /** The number that the next line gets. */
  get endLine(): number {
    return this.#endLine;
  }

  /** Of the first byte from the board that is kept: bytes are thrown away by the segment. */
  get firstOffset(): number {
    return this.#segments[0]?.firstOffset ?? this.#endOffset;
  }

  get endOffset(): number {
    return this.#endOffset;
  }

  /** `bytes`: a received line's as they came, a sent line's text, a mark's JSON. Takes a copy. Answers with the line's number. */
  append(kind: MonitorLine['kind'], bytes: Uint8Array, atMs: number): number {
    const segment = this.#segmentFor(bytes.length);
    this.#unwrittenBytes += segment.append(kind, bytes, atMs);
    if (kind === 'received') this.#endOffset += bytes.length;
    if (this.#unwrittenBytes > this.#limits.mostUnwrittenBytes) this.#shed();
    this.#writeSoon();
    return this.#endLine++;
  }

  /** The segments that have lines of a range, as they are now. */
  stored({ from, to }: LineRange): readonly StoredSegment[] {
    return this.#segments
      .filter((segment) => segment.firstLine < to && segment.endLine > from)
      .map((segment) => segment.stored());
  }

  /** Where the bytes from the board lie, from offset `from` up to `to`. */
  receivedParts(from: number, to: number): readonly ReceivedPart[] {
    return this.#segments
      .filter(({ firstOffset, endOffset }) => firstOffset < to && endOffset > from)
      .map((segment) => ({
        offset: segment.firstOffset,
        endOffset: segment.endOffset,
        stored: segment.stored().received,
      }));
  }

  /** Forgets all lines; the numbers go on. */
  clear(): void {
    while (this.#segments.length > 0) this.#dropOldest();
  }

  /** Resolves when what has come is on the disk, or the disk does not take it. */
  async flush(): Promise<void> {
    await this.#writing;
    if (this.#unwrittenBytes > 0) await this.#writeNow();
    await Promise.all(this.#removals);
  }

  /** Takes the folder away. Never rejects. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelWrite?.();
    this.#cancelWrite = null;
    this.clear();
    await this.#writing;
    await Promise.all(this.#removals);
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }

  #segmentFor(sizeBytes: number): LineSegment {
    const last = this.#segments.at(-1);
    if (last !== undefined && !this.#isFull(last, sizeBytes)) return last;
    const segment = new LineSegment(this.#folder, this.#endLine, this.#endOffset);
    this.#segments.push(segment);
    this.#dropOld();
    return segment;
  }

  #isFull(segment: LineSegment, sizeBytes: number): boolean {
    const { segmentLines, mostLines, mostBytes, mostUnwrittenBytes } = this.#limits;
    if (segment.lineCount >= segmentLines) return true;
    const segmentBytes = mostBytes / Math.max(1, mostLines / segmentLines);
    if (segment.sizeBytes + sizeBytes > segmentBytes) return true;
    // What only waits for the disk must not grow into one piece that cannot be dropped.
    return this.#unwrittenBytes > mostUnwrittenBytes / 4 && segment.unwrittenBytes > mostUnwrittenBytes / 4;
  }

  #dropOld(): void {
    const { mostLines, mostBytes } = this.#limits;
    const first = (): LineSegment | undefined => this.#segments[0];
    while ((first()?.endLine ?? this.#endLine) <= this.#endLine - mostLines) this.#dropOldest();
    let sizeBytes = this.#segments.reduce((sum, segment) => sum + segment.sizeBytes, 0);
    while (sizeBytes > mostBytes && this.#segments.length > 1) {
      sizeBytes -= first()?.sizeBytes ?? 0;
      this.#dropOldest();
    }
  }

  #shed(): void {
    while (this.#segments.length > 1 && this.#unwrittenBytes > this.#limits.mostUnwrittenBytes)
      this.#dropOldest();
  }

  #dropOldest(): void {
    const segment = this.#segments.shift();
    if (segment === undefined) return;
    this.#unwrittenBytes -= segment.unwrittenBytes;
    const removal = segment.remove();
    this.#removals.add(removal);
    void removal.finally(() => this.#removals.delete(removal));
  }

  #writeSoon(): void {
    if (this.#closed || this.#writing !== null) return;
    if (this.#unwrittenBytes >= writeAtBytes && !this.#diskFails) void this.#writeNow();
    else this.#cancelWrite ??= this.#clock.schedule(this.#writeDelayMs, () => void this.#writeNow());
  }

  get #writeDelayMs(): number {
    return this.#diskFails ? retryDelayMs : writeDelayMs;
  }

  #writeNow(): Promise<void> {
    this.#cancelWrite?.();
    this.#cancelWrite = null;
    this.#writing ??= this.#write().finally(() => {
      this.#writing = null;
      if (this.#unwrittenBytes > 0) this.#writeSoon();
    });
    return this.#writing;
  }

  async #write(): Promise<void> {
    try {
      for (const segment of [...this.#segments]) {
        await segment.write();
        if (segment !== this.#segments.at(-1)) await segment.closeFiles();
      }
      this.#diskFails = false;
    } catch (error) {
      if (!this.#diskFails && !this.#closed) this.#onDiskError(error);
      this.#diskFails = true;
    } finally {
      this.#unwrittenBytes = this.#segments.reduce((sum, { unwrittenBytes }) => sum + unwrittenBytes, 0);
    }
  }
}
