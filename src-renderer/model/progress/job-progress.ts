import type { NoticeCode, ProgressEvent, Stage } from '../../../src-shared/model/progress';

export interface Notice {
  readonly code: NoticeCode;
  readonly context: Readonly<Record<string, string | number>>;
}

/** What is known of a running job, folded from its events. */
export interface JobProgress {
  readonly stage: Stage | null;
  /** In the order in which they came, the present one included. */
  readonly stagesSeen: readonly Stage[];
  readonly segment: number | null;
  /** Bytes of the present stage over all segments; null in a stage that does not count bytes. */
  readonly bytes: { readonly done: number; readonly total: number } | null;
  /** Bytes written of each segment. */
  readonly writtenBytes: readonly number[];
  readonly notices: readonly Notice[];
}

export const noProgress: JobProgress = {
  stage: null,
  stagesSeen: [],
  segment: null,
  bytes: null,
  writtenBytes: [],
  notices: [],
};

/** `segmentSizes` in bytes, in the order of the plan; empty when the job was not started here. */
export function foldProgress(
  progress: JobProgress,
  event: ProgressEvent,
  segmentSizes: readonly number[],
): JobProgress {
  switch (event.type) {
    case 'stage':
      return {
        ...progress,
        stage: event.stage,
        stagesSeen: [...progress.stagesSeen.filter((stage) => stage !== event.stage), event.stage],
        segment: null,
        bytes: null,
      };
    case 'bytes':
      return {
        ...progress,
        stage: event.stage,
        segment: event.segment,
        bytes: sumBytes(event, segmentSizes),
        writtenBytes: event.stage === 'write' ? withWritten(progress, event) : progress.writtenBytes,
      };
    case 'notice':
      return {
        ...progress,
        notices: [...progress.notices, { code: event.code, context: event.context }],
      };
  }
}

type BytesEvent = Extract<ProgressEvent, { type: 'bytes' }>;

/** Segments before the present one count as done: one left out because it was unchanged reports nothing itself. */
function sumBytes(
  event: BytesEvent,
  segmentSizes: readonly number[],
): { readonly done: number; readonly total: number } {
  const { segment } = event;
  if (segment === null || segment >= segmentSizes.length) return { done: event.done, total: event.total };
  const before = segmentSizes.slice(0, segment).reduce((sum, size) => sum + size, 0);
  const after = segmentSizes.slice(segment + 1).reduce((sum, size) => sum + size, 0);
  return { done: before + event.done, total: before + event.total + after };
}

function withWritten(progress: JobProgress, event: BytesEvent): readonly number[] {
  if (event.segment === null) return progress.writtenBytes;
  const written = [...progress.writtenBytes];
  for (let index = written.length; index < event.segment; index += 1) written.push(0);
  written[event.segment] = event.done;
  return written;
}
