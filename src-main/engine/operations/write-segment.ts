import { toAppError, type AppError } from '../../../src-shared/errors/app-error';
import type { RunOptions } from '../engine-context';
import type { ChipSession } from '../loader/chip-session';
import { erasesTooMuch, flashSectorBytes } from './flash-geometry';
import { FlashStreamSender, type FlashStream } from './flash-stream';
import { lineFaults } from '../loader/repeat-on-line-fault';

/** At one place; where a repetition gets further than the one before, counting starts anew. */
const maxRepetitions = 3;

/** What is to be written, already packed where it is sent compressed. */
export interface SegmentToWrite extends FlashStream {
  readonly name: string;
}

/**
 * Writes one segment. After a lost or damaged frame it goes on from the last sector that is surely written; each such
 * repetition is a notice. `onDone` gets bytes of the segment, never falling. Returns the bytes that went over the line.
 */
export async function writeSegment(
  session: ChipSession,
  segment: SegmentToWrite,
  onDone: (doneBytes: number) => void,
  run: RunOptions,
): Promise<number> {
  let stream: FlashStream = segment;
  let wireBytes = 0;
  let startedAt = 0;
  let repetitions = 0;
  let furthest = 0;
  for (;;) {
    const sender = new FlashStreamSender(session, stream);
    const payloadBytes = stream.packed?.length ?? stream.data.length;
    try {
      await sender.send((done) => {
        furthest = Math.max(furthest, startedAt + done);
        onDone(furthest);
      }, run.signal);
      return wireBytes + payloadBytes;
    } catch (error) {
      const failure = toAppError(error).with({ name: segment.name });
      if (!lineFaults.includes(failure.code)) throw failure;
      const before = startedAt;
      startedAt = restartAt(session, segment, before + sender.safeBytes());
      repetitions = startedAt > before ? 1 : repetitions + 1;
      if (repetitions > maxRepetitions) throw failure;
      wireBytes += Math.floor((payloadBytes * sender.acknowledged) / sender.blockCount);
      await recover(session, segment, startedAt, failure, run);
      stream = await restFrom(session, segment, startedAt);
    }
  }
}

/** A sector earlier where the loader would otherwise erase one behind the segment's end. */
function restartAt(session: ChipSession, { offset, data }: SegmentToWrite, at: number): number {
  return at > 0 && erasesTooMuch(session, offset + at, data.length - at) ? at - flashSectorBytes : at;
}

async function recover(
  session: ChipSession,
  segment: SegmentToWrite,
  from: number,
  failure: AppError,
  run: RunOptions,
): Promise<void> {
  run.onProgress?.({
    type: 'notice',
    code: 'block-repeated',
    context: { name: segment.name, from, reason: failure.code },
  });
  await session.resynchronise(run.signal);
}

async function restFrom(session: ChipSession, segment: SegmentToWrite, from: number): Promise<FlashStream> {
  if (from === 0) return segment;
  const data = segment.data.subarray(from);
  const packed = segment.packed === null ? null : await session.context.compute.deflate(data);
  return { offset: segment.offset + from, data, packed, encrypted: segment.encrypted };
}
