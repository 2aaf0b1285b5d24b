import type { SegmentResult } from '../../../src-shared/model/job';
import type { RunOptions } from '../engine-context';
import type { ChipSession } from '../loader/chip-session';
import { knowsCommand } from '../loader/command-support';
import { opcodes } from '../protocol/opcodes';
import type { WriteRequest, WriteSegment } from '../requests';
import { flashSectorBytes, padWithErased } from './flash-geometry';
import { canHashFlash, hashFlash } from './flash-md5';
import { writeSegment, type SegmentToWrite } from './write-segment';

/** The loader programs the flash in words. */
const wordBytes = 4;

/** A segment that is in the flash, compared or not. */
export interface Written {
  readonly result: SegmentResult;
  /** MD5 of what was asked for, hex. */
  readonly expectedMd5: string;
}

/** A segment as far as it can be made ready without the chip. */
interface Prepared {
  readonly toWrite: SegmentToWrite;
  readonly md5: string;
}

/** Writes the segments one after the other; while one is on the line, the next is compressed. */
export class SegmentWriting {
  readonly #session: ChipSession;
  readonly #request: WriteRequest;
  readonly #segments: readonly WriteSegment[];
  readonly #run: RunOptions;
  readonly #compress: boolean;
  readonly #skipUnchanged: boolean;

  constructor(
    session: ChipSession,
    request: WriteRequest,
    segments: readonly WriteSegment[],
    run: RunOptions,
  ) {
    this.#session = session;
    this.#request = request;
    this.#segments = segments;
    this.#run = run;
    this.#compress = this.#shouldCompress();
    this.#skipUnchanged = request.skipUnchanged && !request.eraseAll && canHashFlash(session);
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
      if (prepared !== null) written.set(index, await this.#write(index, segment, prepared));
    }
    return this.#segments.flatMap((_, index) => written.get(index) ?? []);
  }

  /** Starts the work without waiting for it; a failure is kept until somebody asks. */
  #prepareAhead(segment: WriteSegment | undefined): Promise<Prepared | null> {
    if (segment === undefined) return Promise.resolve(null);
    const prepared = this.#prepare(segment);
    prepared.catch(() => undefined);
    return prepared;
  }

  async #prepare({ name, offset, data: asked }: WriteSegment): Promise<Prepared> {
    const { compute } = this.#session.context;
    const data = padWithErased(asked, wordBytes);
    const packed = this.#compress ? await compute.deflate(data) : null;
    const smaller = packed !== null && packed.length < data.length;
    return {
      toWrite: { name, offset, data, packed: smaller ? packed : null },
      md5: await compute.md5(asked),
    };
  }

  async #write(index: number, segment: WriteSegment, { toWrite, md5 }: Prepared): Promise<Written> {
    const { name, offset } = segment;
    const total = segment.data.length;
    const report = (done: number): void =>
      this.#run.onProgress?.({ type: 'bytes', stage: 'write', segment: index, done, total });
    report(0);
    if (this.#skipUnchanged && (await this.#isThere(segment, md5))) {
      this.#run.onProgress?.({ type: 'notice', code: 'segment-unchanged', context: { name } });
      report(total);
      return {
        result: { name, offset, sizeBytes: total, wireBytes: 0, outcome: 'unchanged', md5 },
        expectedMd5: md5,
      };
    }
    if (this.#compress && toWrite.packed === null)
      this.#run.onProgress?.({ type: 'notice', code: 'compression-skipped', context: { name } });
    // The last bytes are told when the loader has said that they are in the flash.
    const wireBytes = await writeSegment(
      this.#session,
      toWrite,
      (done) => report(Math.min(done, total - 1)),
      this.#run,
    );
    report(total);
    return {
      result: { name, offset, sizeBytes: total, wireBytes, outcome: 'written', md5: null },
      expectedMd5: md5,
    };
  }

  /** The first sector is compared alone: firmware that was built anew differs in it, and one sector takes no time. */
  async #isThere({ offset, data }: WriteSegment, md5: string): Promise<boolean> {
    const start = data.subarray(0, flashSectorBytes);
    const startMd5 = await this.#session.context.compute.md5(start);
    if ((await hashFlash(this.#session, offset, start.length, this.#run)) !== startMd5) return false;
    if (start.length === data.length) return true;
    return (await hashFlash(this.#session, offset, data.length, this.#run)) === md5;
  }

  /** The stub's work is worth compressing for; a ROM inflates slowly and does so only when asked to. */
  #shouldCompress(): boolean {
    const { compress } = this.#request;
    if (this.#session.loader === 'stub') return compress ?? true;
    return compress === true && knowsCommand(this.#session, opcodes.FLASH_DEFL_BEGIN);
  }
}
