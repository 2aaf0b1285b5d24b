import type { BoardInfo } from '../../src-shared/model/board';
import type { JobId, JobRequest, JobResult, SegmentResult } from '../../src-shared/model/job';
import type { OnProgress } from '../../src-shared/model/progress';
import type { TraceEntry } from '../../src-shared/model/trace';

/** What a running job holds on to; fits the engine's RunOptions. */
export interface JobControl {
  readonly jobId: JobId;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
  readonly trace: (body: TraceEntry['body']) => void;
  /** The chip answers: from here on the job is `running`. */
  readonly onConnected: () => void;
  /** Which board it is: kept in the record, whatever becomes of the job. */
  readonly onBoard: (board: BoardInfo) => void;
  /** What is in the flash so far: kept in the record of a job that fails. */
  readonly onSegments: (segments: readonly SegmentResult[]) => void;
}

/** Does a job's work: resolves with what came of it, rejects with an AppError. */
export type ExecuteJob<R extends JobRequest = JobRequest> = (
  request: R,
  control: JobControl,
) => Promise<JobResult>;
