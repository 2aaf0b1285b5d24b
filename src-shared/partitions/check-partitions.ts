import type { PartitionDraft, PartitionProblem } from '../model/partition-table';
import { layOutPartitions } from './lay-out-partitions';
import { appsToStart, otaData, otaSlots } from './rules/app-rules';
import { overlaps, pastEndOfFlash, tooManyRows } from './rules/place-rules';
import { namesTwice, rowsByThemselves } from './rules/row-rules';
import {
  problem,
  type PartitionCheckOptions,
  type PartitionRule,
  type TableToCheck,
} from './rules/table-to-check';

export type { PartitionCheckOptions } from './rules/table-to-check';

const rules: readonly PartitionRule[] = [
  tooManyRows,
  rowsByThemselves,
  namesTwice,
  overlaps,
  pastEndOfFlash,
  appsToStart,
  otaSlots,
  otaData,
];

/**
 * What ESP-IDF's generator or the bootloader would refuse (`error`), and what is likely to be regretted (`warning`). Empty for
 * a table that is fine. Pure, total, and n log n in the number of rows.
 */
export function checkPartitions(
  rows: readonly PartitionDraft[],
  options: PartitionCheckOptions,
): readonly PartitionProblem[] {
  if (rows.length === 0) return [problem('error', 'no-rows', [])];
  const table = tableToCheck(rows, options);
  return rules.flatMap((rule) => rule(table));
}

function tableToCheck(drafts: readonly PartitionDraft[], options: PartitionCheckOptions): TableToCheck {
  const entries = layOutPartitions(drafts, options);
  const rows = drafts.flatMap((draft, index) => {
    const entry = entries[index];
    if (entry === undefined) return [];
    return [
      { index, draft, entry, label: entry.name || `#${index + 1}`, end: entry.offset + entry.sizeBytes },
    ];
  });
  return { rows, options: { md5: true, secureBoot: null, rowOrder: 'rising', ...options } };
}
