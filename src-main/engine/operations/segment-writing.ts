import type { SegmentResult } from '../../../src-shared/model/job';
import type { RunOptions } from '../engine-context';
import type { ChipSession } from '../loader/chip-session';
import { knowsCommand } from '../loader/command-support';
import { opcodes } from '../protocol/opcodes';
import type { WriteRequest } from '../requests';
import { differingRuns, type Run } from './differing-runs';
import { flashSectorBytes, padWithErased } from './flash-geometry';
import { canHashFlash, hashFlash } from './flash-md5';
import type { PlacedSegment } from './place-segments';
import type { ExpectedRange } from './verify-flash';
import { writeSegment, type SegmentToWrite } from './write-segment';

/** The loader programs the flash in words. */
const wordBytes = 4;

/** A segment that is in the flash, compared or not. */
export interface Written {
  readonly result: SegmentResult;
  /** MD5 of the bytes asked for, hex. */
  readonly md5: string;
  /** What the flash shall hold now; null where that cannot be told: the chip encrypted it. */
  readonly expected: ExpectedRange | null;
}

/** A segment as far as it can be made ready without the chip. */
interface Prepared {
  /** Of the bytes asked for, hex. */
  readonly md5: string;
  /** Of the sectors that are written, hex. */
  readonly placedMd5: string;
  /** All of it, ready for the line; null where perhaps only parts of it will be written. */
  readonly whole: SegmentToWrite | null;
}

/** Writes the segments one after the other; while one is on the line, the next is compressed. */
export class SegmentWriting {
  readonly #session: ChipSession;
  readonly #request: WriteRequest;
  readonly #segments: readonly PlacedSegment[];
  readonly #run: RunOptions;
  readonly #compress: boolean;
  readonly #mayLeaveOut: boolean;

  constructor(
    session: ChipSession,
    request: WriteRequest,
    segments: readonly PlacedSegment[],
    run: RunOptions,
  ) {
    this.#session = session;
    this.#request = request;
    this.#segments = segments;
    this.#run = run;
    this.#compress = this.#shouldCompress();
    this.#mayLeaveOut = !request.eraseAll;
  }

  /** In the order of their offsets: the ESP8266's ROM may erase a sector behind a segment. Results in the order asked for. */
  async writeAll(): Promise<readonly Written[]> {
    this.#run.onProgress?.({ type: 'stage', stage: 'write' });
    const order = [...this.#segments.entries()].toSorted(([, a], [, b]) => a.offset - b.offset);
    const written = new Map<number, Written>();
    let next = this.#prepareAhead(order[0]?.[1]);
    for (const [position, [index, segment]] of order.entries()) {
      const prepared = await next;
      next = this.#prepareAhead(order[position + 1]?.[1]);
      if (prepared === null) continue;
      const done = await this.#write(index, segment, prepared);
      written.set(index, done);
      this.#request.onSegment?.(index, done.result);
    }
    return this.#segments.flatMap((_, index) => written.get(index) ?? []);
  }

  /** Starts the work without waiting for it; a failure is kept until somebody asks. */
  #prepareAhead(segment: PlacedSegment | undefined): Promise<Prepared | null> {
    if (segment === undefined) return Promise.resolve(null);
    const prepared = this.#prepare(segment);
    prepared.catch(() => undefined);
    return prepared;
  }

  async #prepare(segment: PlacedSegment): Promise<Prepared> {
    const { compute } = this.#session.context;
    const { asked, data } = segment;
    const md5 = await compute.md5(asked.data);
    return {
      md5,
      placedMd5: data === asked.data ? md5 : await compute.md5(data),
      whole: this.#previousOf(segment) === null ? await this.#stream(segment, allOf(data)) : null,
    };
  }

  async #write(index: number, segment: PlacedSegment, prepared: Prepared): Promise<Written> {
    const { name, offset, data, encrypted = false } = segment.asked;
    const { md5, placedMd5 } = prepared;
    const total = data.length;
    const report = (done: number): void =>
      this.#run.onProgress?.({ type: 'bytes', stage: 'write', segment: index, done, total });
    report(0);
    const { wireBytes, outcome } = await this.#bring(segment, prepared, (done) =>
      // The last bytes are told when the loader has said that they are in the flash.
      report(Math.min(done, total - 1)),
    );
    report(total);
    const placed = { name, offset: segment.offset, sizeBytes: segment.data.length };
    return {
      md5,
      expected: encrypted ? null : { ...placed, expectedMd5: placedMd5, segment: index },
      result: {
        ...{ name, offset, sizeBytes: total, wireBytes, outcome },
        md5: outcome === 'unchanged' ? md5 : null,
      },
    };
  }

  /** Sees to it that the flash holds the segment, with as little on the line as possible. */
  async #bring(
    segment: PlacedSegment,
    { whole, placedMd5 }: Prepared,
    onDone: (done: number) => void,
  ): Promise<Pick<SegmentResult, 'wireBytes' | 'outcome'>> {
    const { name } = segment.asked;
    if (await this.#isThere(segment, placedMd5)) {
      this.#run.onProgress?.({ type: 'notice', code: 'segment-unchanged', context: { name } });
      return { wireBytes: 0, outcome: 'unchanged' };
    }
    const previous = this.#previousOf(segment);
    const runs = previous === null ? null : await this.#differingRuns(segment, previous);
    if (runs !== null) return this.#writeRuns(segment, runs, onDone);
    const stream = whole ?? (await this.#stream(segment, allOf(segment.data)));
    if (this.#compress && stream.packed === null && !stream.encrypted)
      this.#run.onProgress?.({ type: 'notice', code: 'compression-skipped', context: { name } });
    const wireBytes = await writeSegment(this.#session, stream, onDone, this.#run);
    return { wireBytes, outcome: 'written' };
  }

  async #writeRuns(
    segment: PlacedSegment,
    runs: readonly Run[],
    onDone: (done: number) => void,
  ): Promise<Pick<SegmentResult, 'wireBytes' | 'outcome'>> {
    let wireBytes = 0;
    for (const run of runs) {
      const stream = await this.#stream(segment, run);
      wireBytes += await writeSegment(
        this.#session,
        stream,
        (done) => onDone(Math.min(run.end, run.start + done)),
        this.#run,
      );
    }
    // Only the chip's own MD5 makes it unchanged; what was taken on trust counts as written until it is compared.
    const compared = runs.length === 0 && this.#request.trustPrevious !== true;
    return { wireBytes, outcome: compared ? 'unchanged' : 'written' };
  }

  /** Null where the flash does not hold `previous`, and all of the segment must be written. */
  async #differingRuns(segment: PlacedSegment, previous: Uint8Array): Promise<readonly Run[] | null> {
    const { name } = segment.asked;
    if (this.#request.trustPrevious !== true) {
      const md5 = await this.#session.context.compute.md5(previous);
      const actual = await hashFlash(this.#session, segment.offset, previous.length, this.#run);
      if (actual !== md5) {
        this.#run.onProgress?.({ type: 'notice', code: 'previous-not-there', context: { name } });
        return null;
      }
    }
    return differingRuns(segment.data, previous);
  }

  /** What the flash is said to hold where the segment goes, as far as that helps; null where it does not. */
  #previousOf({ asked, offset }: PlacedSegment): Uint8Array | null {
    const { previous, encrypted = false } = asked;
    const usable = this.#mayLeaveOut && !encrypted && offset === asked.offset;
    if (previous === undefined || previous.length === 0 || !usable) return null;
    if (!canHashFlash(this.#session) && this.#request.trustPrevious !== true) return null;
    return previous.subarray(0, asked.data.length);
  }

  /** The first sector is compared alone: firmware that was built anew differs in it, and one sector takes no time. */
  async #isThere({ asked, offset, data }: PlacedSegment, md5: string): Promise<boolean> {
    const wanted = this.#request.skipUnchanged && this.#mayLeaveOut && asked.encrypted !== true;
    if (!wanted || !canHashFlash(this.#session)) return false;
    const start = data.subarray(0, flashSectorBytes);
    const startMd5 = await this.#session.context.compute.md5(start);
    if ((await hashFlash(this.#session, offset, start.length, this.#run)) !== startMd5) return false;
    if (start.length === data.length) return true;
    return (await hashFlash(this.#session, offset, data.length, this.#run)) === md5;
  }

  /** A stretch of a segment, ready for the line: filled up, and compressed where that makes it smaller. */
  async #stream({ asked, offset, data }: PlacedSegment, { start, end }: Run): Promise<SegmentToWrite> {
    const { chip, context } = this.#session;
    const encrypted = asked.encrypted ?? false;
    const unitBytes = encrypted ? chip.flash.encryptedWriteAlign : wordBytes;
    const padded = padWithErased(data.subarray(start, end), unitBytes);
    const packed = this.#compress && !encrypted ? await context.compute.deflate(padded) : null;
    const smaller = packed !== null && packed.length < padded.length;
    return {
      name: asked.name,
      offset: offset + start,
      data: padded,
      packed: smaller ? packed : null,
      encrypted,
    };
  }

  /** The stub's work is worth compressing for; a ROM inflates slowly and does so only when asked to. */
  #shouldCompress(): boolean {
    const { compress } = this.#request;
    if (this.#session.loader === 'stub') return compress ?? true;
    return compress === true && knowsCommand(this.#session, opcodes.FLASH_DEFL_BEGIN);
  }
}

function allOf(data: Uint8Array): Run {
  return { start: 0, end: data.length };
}
