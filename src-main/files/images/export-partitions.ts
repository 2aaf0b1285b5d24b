import { AppError } from '../../../src-shared/errors/app-error';
import type { PartitionDraft, PartitionProblem } from '../../../src-shared/model/partition-table';
import { checkPartitions } from '../../../src-shared/partitions/check-partitions';
import { layOutPartitions } from '../../../src-shared/partitions/lay-out-partitions';
import { buildPartitionTable } from '../../engine/image/partition-table';
import { formatPartitionCsv } from '../../engine/partitions/partition-csv';
import { givenName, type MadeFile } from './made-file';

export interface ExportPartitionsTask {
  readonly rows: readonly PartitionDraft[];
  readonly tableOffset: number;
  readonly to: 'csv' | 'bin';
  readonly md5: boolean;
  readonly fileName: string;
}

const mostNamed = 5;

/** A partition table as a file. Throws `partitions-refused` for one that no board would take, `partition-csv-invalid`. */
export function exportPartitions(task: ExportPartitionsTask): MadeFile {
  const { rows, tableOffset, to, md5, fileName } = task;
  const problems = checkPartitions(rows, { tableOffset, flashSizeBytes: null, md5 });
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw refused(errors, rows);
  const bytes =
    to === 'csv'
      ? new TextEncoder().encode(formatPartitionCsv(rows))
      : buildPartitionTable(layOutPartitions(rows, { tableOffset }), { md5 });
  return { suggestedName: givenName(fileName, to), bytes };
}

/** The page shows problems in its own words, beside their rows, before it asks: these are for whoever asks nevertheless. */
function refused(errors: readonly PartitionProblem[], rows: readonly PartitionDraft[]): AppError {
  const texts = errors.slice(0, mostNamed).map(({ code, rows: indexes }) => {
    const names = indexes.map((index) => rows[index]?.name ?? '').filter((name) => name !== '');
    const what = code.replaceAll('-', ' ');
    return names.length === 0 ? what : `${names.join(', ')}: ${what}`;
  });
  return new AppError('partitions-refused', { problems: texts.join('; ') });
}
