import { useJobStore } from '../stores/job-store';
import { isOver, type JobView } from '../stores/job-view';
import type { LayoutRow } from '../stores/layout-store';

export interface RowProgress {
  readonly state: 'waiting' | 'writing' | 'sent' | 'verified' | 'unchanged' | 'written';
  /** From 0 to 1. */
  readonly share: number;
}

/** How far the present job is with a row of the layout; null when it has nothing to do with it. */
export function useRowProgress(): (row: LayoutRow) => RowProgress | null {
  const jobs = useJobStore();
  return (row) => {
    const job = jobs.current;
    const index = job?.rows.findIndex((planned) => planned.itemId === row.id) ?? -1;
    if (!job || index < 0) return null;
    return isOver(job.record) ? outcome(job, index, row) : underWay(job, index);
  };
}

/** A row that was moved since has not been written where it stands now. */
function outcome({ record }: JobView, index: number, row: LayoutRow): RowProgress | null {
  const segment = record.result?.segments[index];
  if (!segment || segment.offset !== row.offset || !row.include) return null;
  return { state: segment.outcome, share: 1 };
}

function underWay({ progress, rows }: JobView, index: number): RowProgress {
  const size = rows[index]?.sizeBytes ?? 0;
  const written = progress.writtenBytes[index] ?? 0;
  const share = size > 0 ? Math.min(1, written / size) : 0;
  if (written === 0) return { state: 'waiting', share };
  return { state: share < 1 ? 'writing' : 'sent', share };
}
