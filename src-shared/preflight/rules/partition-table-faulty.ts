import { partitionTableOffset, type PartitionProblemCode } from '../../model/partition-table';
import { checkPartitions } from '../../partitions/check-partitions';
import { keepBoardTable } from '../keep-board-table';
import { tableItem } from '../plan-partitions';
import type { Rule } from './rule';

/** With these, partitions destroy each other or cannot be used. The rest was built like that, and boots. */
const ruinous: ReadonlySet<PartitionProblemCode> = new Set<PartitionProblemCode>([
  'overlaps-row',
  'overlaps-table',
  'offset-misaligned',
]);

/** What ESP-IDF would not have built; the worst of it, for there is one table to build anew. */
export const partitionTableFaulty: Rule = (plan) => {
  const table = tableItem(plan);
  if (table === null) return [];
  const tableOffset =
    table.kind === 'partition-table' ? (table.offset ?? partitionTableOffset) : partitionTableOffset;
  // The end of the flash has a finding of its own.
  const errors = checkPartitions(table.partitions, { tableOffset, flashSizeBytes: null, rowOrder: 'any' })
    .filter(({ severity }) => severity === 'error')
    .filter(({ code }) => code !== 'past-end-of-flash');
  const worst = errors.find(({ code }) => ruinous.has(code)) ?? errors[0];
  if (worst === undefined) return [];
  return [
    {
      code: 'partition-table-faulty',
      severity: ruinous.has(worst.code) ? 'error' : 'warning',
      itemIds: [table.id],
      // `name` is the row's, as the problem's own words have it.
      context: { ...worst.context, file: table.name, problem: worst.code },
      fix: keepBoardTable(plan, table),
    },
  ];
};
