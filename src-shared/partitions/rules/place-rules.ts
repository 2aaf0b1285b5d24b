import { formatFlashSize } from '../../model/flash-size';
import type { PartitionProblem } from '../../model/partition-table';
import { liesBeforeOthers, partitionTableSectorBytes } from '../lay-out-partitions';
import { hex, problem, type PartitionRow, type PartitionRule, type TableToCheck } from './table-to-check';

const tableBytes = 0xc00;
const rowBytes = 32;
/** A table has 32 bits for offsets. */
const addressSpaceBytes = 2 ** 32;

/** The table ends with a blank row, behind that of the MD5. */
export const tooManyRows: PartitionRule = ({ rows, options }) => {
  const most = tableBytes / rowBytes - (options.md5 ? 2 : 1);
  if (rows.length <= most) return [];
  return [problem('error', 'too-many-rows', [], { count: rows.length, most })];
};

/** Rows against each other and against the table, by where they come to lie. */
export const overlaps: PartitionRule = (table) => {
  const placed = table.rows.filter(({ end, entry }) => end > entry.offset);
  const sorted = [...placed].sort((a, b) => a.entry.offset - b.entry.offset);
  const problems: PartitionProblem[] = [];
  let furthest: PartitionRow | null = null;
  for (const row of sorted) {
    if (reachesIntoTable(row, table)) problems.push(overTable(row, table));
    if (furthest !== null && row.entry.offset < furthest.end)
      problems.push(
        problem('error', 'overlaps-row', [row, furthest], {
          other: furthest.label,
          offset: hex(row.entry.offset),
          end: hex(furthest.end),
        }),
      );
    if (furthest === null || row.end > furthest.end) furthest = row;
  }
  return [...problems, ...outOfOrder(table, problems)];
};

/** All but the bootloader and the table in use lie behind the table. */
function reachesIntoTable({ entry, end }: PartitionRow, { options }: TableToCheck): boolean {
  const { tableOffset } = options;
  if (!liesBeforeOthers(entry)) return entry.offset < tableOffset + partitionTableSectorBytes;
  return (
    entry.offset !== tableOffset &&
    entry.offset < tableOffset + partitionTableSectorBytes &&
    end > tableOffset
  );
}

function overTable(row: PartitionRow, { options: { tableOffset } }: TableToCheck): PartitionProblem {
  return problem('error', 'overlaps-table', [row], {
    offset: hex(row.entry.offset),
    free: hex(tableOffset + partitionTableSectorBytes),
  });
}

/** Offsets that lie before the end of the row above, unless an overlap says so already. */
function outOfOrder(
  { rows, options }: TableToCheck,
  overlapping: readonly PartitionProblem[],
): readonly PartitionProblem[] {
  if (options.rowOrder === 'any') return [];
  const named = new Set(overlapping.flatMap((found) => found.rows));
  const inOrder = rows.filter(({ entry }) => !liesBeforeOthers(entry));
  return inOrder.flatMap((row, position) => {
    const above = inOrder[position - 1];
    if (above === undefined || row.entry.offset >= above.end || named.has(row.index)) return [];
    const context = { other: above.label, offset: hex(row.entry.offset), end: hex(above.end) };
    return [problem('error', 'row-order', [row, above], context)];
  });
}

export const pastEndOfFlash: PartitionRule = ({ rows, options }) => {
  const flashBytes = options.flashSizeBytes ?? addressSpaceBytes;
  const flash = formatFlashSize(flashBytes);
  return rows
    .filter(({ end }) => end > flashBytes)
    .map((row) => problem('error', 'past-end-of-flash', [row], { end: row.end, flash }));
};
