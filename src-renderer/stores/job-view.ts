import type { JobKind, JobRecord, JobRequest, SegmentResult } from '../../src-shared/model/job';
import { terminalStates } from '../../src-shared/model/job';
import type { JobProgress } from '../model/progress/job-progress';
import type { RateEstimate } from '../model/progress/rate-estimator';

/** One row of the layout as it was when the job started. */
export interface PlannedRow {
  readonly itemId: string;
  readonly name: string;
  readonly sizeBytes: number;
}

/** The page on which a job tells how it ends. */
export type JobPlace = 'flash' | 'board';

/** A job as the page shows it. */
export interface JobView {
  readonly record: JobRecord;
  readonly progress: JobProgress;
  readonly estimate: RateEstimate | null;
  /** What was asked for; null when the job was not started from this page. */
  readonly request: JobRequest | null;
  /** The page that it was started from; null when that was another window. */
  readonly place: JobPlace | null;
  /** In the order of the plan's segments; empty when the job was not started from this page. */
  readonly rows: readonly PlannedRow[];
  /** Stop was asked for and has not been answered yet. */
  readonly stopping: boolean;
}

export function isOver(record: JobRecord): boolean {
  return terminalStates.includes(record.state);
}

/** Looks that leave nothing behind but what they tell: their result is shown where it was asked for. */
const quietKinds: ReadonlySet<JobKind> = new Set<JobKind>([
  'identify',
  'read-memory',
  'write-memory',
  'diagnose',
]);

/** Whether a page shows this job's progress or result above its contents. */
export function isShownOn(place: JobPlace, { record, place: origin }: JobView): boolean {
  const { kind, title } = record;
  if (quietKinds.has(kind)) return false;
  // A partition table that could be read shows itself.
  if (kind === 'partitions') return place === 'board' && record.state !== 'succeeded';
  // What runs can be stopped from everywhere.
  if (!isOver(record)) return true;
  return place === (origin ?? placeOf(kind, title));
}

/** Where a job belongs that another window started. An erase of one region has a title. */
function placeOf(kind: JobKind, title: string): JobPlace {
  return kind === 'flash' || (kind === 'erase' && title === '') ? 'flash' : 'board';
}

/**
 * `pass` only when every byte was compared: nothing else is green. `not-compared` has written, `done` has not (an erase, a
 * look); `different` is a comparison that found the bytes to differ.
 */
export type Verdict = 'pass' | 'not-compared' | 'done' | 'different' | 'fail' | 'stopped' | 'interrupted';

/** Kinds whose result can be compared with what was asked for. */
const comparableKinds: ReadonlySet<JobKind> = new Set<JobKind>([
  'flash',
  'restore',
  'read',
  'erase',
  'verify',
]);

/** Null while the job goes on. */
export function verdictOf(record: JobRecord): Verdict | null {
  switch (record.state) {
    case 'succeeded':
      return successOf(record);
    case 'failed':
      return 'fail';
    case 'cancelled':
      return 'stopped';
    case 'interrupted':
      return 'interrupted';
    case 'queued':
    case 'connecting':
    case 'running':
      return null;
  }
}

function successOf({ kind, result }: JobRecord): Verdict {
  if (!comparableKinds.has(kind)) return 'done';
  if (result?.verified === true) return 'pass';
  if (kind === 'verify') return 'different';
  return kind === 'flash' || kind === 'restore' ? 'not-compared' : 'done';
}

export interface ResultSums {
  readonly totalBytes: number;
  readonly unchangedBytes: number;
  readonly wireBytes: number;
}

export function sumSegments(segments: readonly SegmentResult[]): ResultSums {
  const sum = (value: (segment: SegmentResult) => number): number =>
    segments.reduce((total, segment) => total + value(segment), 0);
  return {
    totalBytes: sum((segment) => segment.sizeBytes),
    unchangedBytes: sum((segment) => (segment.outcome === 'unchanged' ? segment.sizeBytes : 0)),
    wireBytes: sum((segment) => segment.wireBytes),
  };
}

/** From the first contact to the end; null where the job never began or has not ended. */
export function durationMs(record: JobRecord): number | null {
  if (record.startedAtMs === null || record.finishedAtMs === null) return null;
  return record.finishedAtMs - record.startedAtMs;
}
