import { bytesRange, decodeLineRecords, LineBlock } from './line-block';
import { lineRecordBytes } from './line-record';
import { StoredBytesReader } from './stored-bytes-reader';
import type { LineRange, StoredSegment } from './stored-segment';

/** So many at a time: small enough to be stopped between them, large enough that opening files does not count. */
const blockLines = 2048;

export interface BlockOptions {
  readonly direction: 'forward' | 'backward';
  readonly signal?: AbortSignal | undefined;
}

/**
 * The lines of a range, block by block; `backward` brings the newest block first. What was thrown away since the segments
 * were taken is left out. Throws `file-unreadable`, or the signal's reason.
 */
export async function* segmentBlocks(
  segments: readonly StoredSegment[],
  range: LineRange,
  options: BlockOptions,
): AsyncGenerator<LineBlock> {
  const inOrder = options.direction === 'forward' ? segments : segments.toReversed();
  for (const segment of inOrder) yield* blocksOf(segment, range, options);
}

async function* blocksOf(
  segment: StoredSegment,
  range: LineRange,
  { direction, signal }: BlockOptions,
): AsyncGenerator<LineBlock> {
  const from = Math.max(range.from, segment.firstLine);
  const to = Math.min(range.to, segment.firstLine + segment.lineCount);
  const reader = new SegmentReader(segment);
  try {
    for (let done = from; done < to; done += blockLines) {
      signal?.throwIfAborted();
      const next = Math.min(to, done + blockLines);
      const block =
        direction === 'forward'
          ? await reader.block(done, next)
          : await reader.block(from + to - next, from + to - done);
      if (block === null) return;
      yield block;
    }
  } finally {
    await reader.close();
  }
}

class SegmentReader {
  readonly #firstLine: number;
  readonly #records: StoredBytesReader;
  readonly #received: StoredBytesReader;
  readonly #others: StoredBytesReader;

  constructor({ firstLine, records, received, others }: StoredSegment) {
    this.#firstLine = firstLine;
    this.#records = new StoredBytesReader(records);
    this.#received = new StoredBytesReader(received);
    this.#others = new StoredBytesReader(others);
  }

  /** Null: its files are not there any more. */
  async block(from: number, to: number): Promise<LineBlock | null> {
    const index = await this.#records.read(
      (from - this.#firstLine) * lineRecordBytes,
      (to - this.#firstLine) * lineRecordBytes,
    );
    if (index === null) return null;
    const records = decodeLineRecords(index, to - from);
    const received = bytesRange(records, true);
    const others = bytesRange(records, false);
    const receivedBytes = await this.#received.read(received.from, received.to);
    const otherBytes = await this.#others.read(others.from, others.to);
    if (receivedBytes === null || otherBytes === null) return null;
    return new LineBlock(
      from,
      records,
      { offset: received.from, bytes: receivedBytes },
      { offset: others.from, bytes: otherBytes },
    );
  }

  async close(): Promise<void> {
    await Promise.all([this.#records.close(), this.#received.close(), this.#others.close()]);
  }
}
