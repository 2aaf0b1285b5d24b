import type { DifferenceRange, JobOutput } from '../../../src-shared/model/job';
import type { RunOptions } from '../engine-context';
import { DifferenceList } from '../image/difference-list';
import type { ChipSession } from '../loader/chip-session';
import { throwIfAborted } from '../loader/command-channel';
import type { CompareOptions, WriteSegment } from '../requests';
import { flashSectorBytes } from './flash-geometry';
import { canHashFlash, hashFlash } from './flash-md5';
import { readProvenBlocks } from './read-flash';
import { prepareComparison } from './verify-flash';

export type SegmentComparison = Extract<JobOutput, { readonly type: 'comparison' }>['segments'][number];

/** Two steps of halving, so to speak: 64 KiB, then sectors. A digest takes milliseconds, reading a sector tens of them. */
const coarseBytes = 0x1_0000;

/**
 * Compares the flash with the segments and counts what differs; nothing is written. Only the sectors that differ are read back,
 * found by the chip's MD5. Throws what `verifyFlash` throws, except `verify-failed`: a difference is a result.
 */
export async function compareFlash(
  session: ChipSession,
  segments: readonly WriteSegment[],
  options: CompareOptions,
  run: RunOptions = {},
): Promise<readonly SegmentComparison[]> {
  await prepareComparison(session, segments, options, run);
  run.onProgress?.({ type: 'stage', stage: 'verify' });
  const compared: SegmentComparison[] = [];
  for (const [index, segment] of segments.entries()) {
    const comparing = new SegmentComparing(session, segment, index, run);
    const { count, ranges } = await comparing.compare();
    const same = count === 0;
    const listed: readonly DifferenceRange[] = options.listDifferences ? ranges : [];
    compared.push({ name: segment.name, same, differingBytes: count, ranges: listed });
  }
  return compared;
}

class SegmentComparing {
  readonly #session: ChipSession;
  readonly #segment: WriteSegment;
  readonly #index: number;
  readonly #run: RunOptions;
  readonly #differences: DifferenceList;

  constructor(session: ChipSession, segment: WriteSegment, index: number, run: RunOptions) {
    this.#session = session;
    this.#segment = segment;
    this.#index = index;
    this.#run = run;
    this.#differences = new DifferenceList(segment.offset);
  }

  async compare(): Promise<DifferenceList> {
    const total = this.#segment.data.length;
    this.#report(0);
    if (!canHashFlash(this.#session)) await this.#readBack(0, total);
    else if (await this.#differs(0, total)) {
      for (let start = 0; start < total; start += coarseBytes) {
        const end = Math.min(total, start + coarseBytes);
        if (await this.#differs(start, end)) await this.#readDifferingSectors(start, end);
        this.#report(end);
      }
    }
    this.#report(total);
    return this.#differences;
  }

  /** Neighbouring sectors are read in one go. */
  async #readDifferingSectors(start: number, end: number): Promise<void> {
    let firstDiffering: number | null = null;
    for (let at = start; at < end; at += flashSectorBytes) {
      const differs = await this.#differs(at, Math.min(end, at + flashSectorBytes));
      if (differs) firstDiffering ??= at;
      else if (firstDiffering !== null) {
        await this.#readBack(firstDiffering, at);
        firstDiffering = null;
      }
    }
    if (firstDiffering !== null) await this.#readBack(firstDiffering, end);
  }

  async #readBack(start: number, end: number): Promise<void> {
    const { offset, data } = this.#segment;
    const onBlock = (blockOffset: number, bytes: Uint8Array): void => {
      const at = blockOffset - offset;
      this.#differences.add(at, data.subarray(at, at + bytes.length), bytes);
    };
    const { signal } = this.#run;
    await readProvenBlocks(
      this.#session,
      { offset: offset + start, sizeBytes: end - start, onBlock },
      { signal },
    );
  }

  async #differs(start: number, end: number): Promise<boolean> {
    throwIfAborted(this.#run.signal);
    const { offset, data } = this.#segment;
    const expected = await this.#session.context.compute.md5(data.subarray(start, end));
    // A damaged answer costs reading back what is the same: no harm. That it hides a difference is next to impossible.
    return (await hashFlash(this.#session, offset + start, end - start, this.#run)) !== expected;
  }

  #report(done: number): void {
    const total = this.#segment.data.length;
    this.#run.onProgress?.({ type: 'bytes', stage: 'verify', segment: this.#index, done, total });
  }
}
