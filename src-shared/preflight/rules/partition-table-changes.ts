import { formatFlashSize } from '../../model/flash-size';
import type { PartitionEntry } from '../../model/partition-table';
import { partitionType } from '../../partitions/partition-types';
import { isNvs } from '../board-data';
import { keepBoardTable } from '../keep-board-table';
import { hexOffset } from '../placed-item';
import { knownPartitions, tableItem } from '../plan-partitions';
import type { Rule } from './rule';

/** More than this is no list any more, and the map shows it better. */
const mostChanges = 6;

/** What firmware finds by the table is elsewhere or gone with another one: stored data stay where they were. */
export const partitionTableChanges: Rule = (plan) => {
  const before = knownPartitions(plan);
  const table = tableItem(plan);
  if (before === null || table === null || plan.eraseAll) return [];
  const changes = [...before].sort(byWeight).flatMap((entry) => changeOf(entry, table.partitions));
  if (changes.length === 0) return [];
  const listed = changes.slice(0, mostChanges);
  return [
    {
      code: 'partition-table-changes',
      severity: 'warning',
      itemIds: [table.id],
      context: {
        name: table.name,
        changes: [...listed, ...(changes.length > mostChanges ? ['…'] : [])].join(', '),
      },
      fix: keepBoardTable(plan, table),
    },
  ];
};

/** Settings first, then apps. */
function byWeight(a: PartitionEntry, b: PartitionEntry): number {
  return weightOf(a) - weightOf(b) || a.offset - b.offset;
}

function weightOf(entry: PartitionEntry): number {
  if (isNvs(entry)) return 0;
  return entry.type === partitionType.app ? 1 : 2;
}

/** In signs, not words: `nvs 0x9000 → 0xa000`, `storage 960KB → 448KB`, `− coredump`. */
function changeOf(entry: PartitionEntry, after: readonly PartitionEntry[]): readonly string[] {
  const label = entry.name === '' ? hexOffset(entry.offset) : entry.name;
  const same = counterpart(entry, after);
  if (same === null) return [`− ${label}`];
  const changes = [
    ...(same.name === entry.name ? [] : [same.name]),
    ...(same.offset === entry.offset ? [] : [hexOffset(same.offset)]),
    ...(same.sizeBytes === entry.sizeBytes ? [] : [formatFlashSize(same.sizeBytes)]),
  ];
  if (changes.length === 0) return [];
  const from = [
    ...(same.offset === entry.offset ? [] : [hexOffset(entry.offset)]),
    ...(same.sizeBytes === entry.sizeBytes ? [] : [formatFlashSize(entry.sizeBytes)]),
  ];
  return [`${[label, ...from].join(' ')} → ${changes.join(' ')}`];
}

/** What it is called now: of the same kind, by its name, else at its place. Of each kind of app there is one. */
function counterpart(entry: PartitionEntry, after: readonly PartitionEntry[]): PartitionEntry | null {
  const alike = after.filter(({ type, subtype }) => type === entry.type && subtype === entry.subtype);
  return (
    alike.find(({ name }) => name === entry.name) ??
    alike.find(({ offset }) => offset === entry.offset) ??
    (entry.type === partitionType.app ? alike[0] : undefined) ??
    null
  );
}
