import type { JobRecord, JobRequest, SegmentResult } from '../../src-shared/model/job';
import { terminalStates } from '../../src-shared/model/job';
import type { JobProgress } from '../model/progress/job-progress';
import type { RateEstimate } from '../model/progress/rate-estimator';

/** One row of the layout as it was when the job started. */
export interface PlannedRow {
  readonly itemId: string;
  readonly name: string;
  readonly sizeBytes: number;
}

/** A job as the page shows it. */
export interface JobView {
  readonly record: JobRecord;
  readonly progress: JobProgress;
  readonly estimate: RateEstimate | null;
  /** What was asked for; null when the job was not started from this page. */
  readonly request: JobRequest | null;
  /** In the order of the plan's segments; empty when the job was not started from this page. */
  readonly rows: readonly PlannedRow[];
  /** Stop was asked for and has not been answered yet. */
  readonly stopping: boolean;
}

export function isOver(record: JobRecord): boolean {
  return terminalStates.includes(record.state);
}

/**
 * `pass` only when every byte was compared: nothing else is green. `done` is a finished job that wrote nothing (an erase).
 */
export type Verdict = 'pass' | 'not-compared' | 'done' | 'fail' | 'stopped' | 'interrupted';

/** Null while the job goes on. */
export function verdictOf(record: JobRecord): Verdict | null {
  switch (record.state) {
    case 'succeeded':
      if (record.kind !== 'flash') return 'done';
      return record.result?.verified === true ? 'pass' : 'not-compared';
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
