import type { BoardInfo } from '../../../src-shared/model/board';
import type { JobResult } from '../../../src-shared/model/job';

/** What a job came to. What is not told has not been done: nothing is written, compared, watched or brought back. */
export function jobResult(board: BoardInfo | null, done: Partial<Omit<JobResult, 'board'>> = {}): JobResult {
  return { board, segments: [], verified: false, boot: null, output: null, ...done };
}
