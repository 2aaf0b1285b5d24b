import { sectorBytes } from '../../model/flash-size';
import type { PartitionProblem } from '../../model/partition-table';
import { liesBeforeOthers, offsetAlignmentOf } from '../lay-out-partitions';
import { fitPartitionName, isNameForCsv } from '../partition-name';
import {
  dataSubtype,
  partitionSubtypeName,
  partitionType,
  partitionTypeName,
  partitionTypes,
  subtypesOf,
} from '../partition-types';
import {
  hex,
  problem,
  repeated,
  type PartitionRow,
  type PartitionRule,
  type TableToCheck,
} from './table-to-check';

const securePageBytes = 0x1_0000;
const firstReservedType = 0x04;
const firstOwnType = 0x40;
/** What blank flash holds: it marks the end of a table. */
const blankType = 0xff;
/** Two pages to write, one to tidy up with. @source ESP-IDF, nvs_flash, "Non-Volatile Storage" */
const leastNvsBytes = 0x3000;

/** What is wrong with a row whatever the others are. */
export const rowsByThemselves: PartitionRule = (table) =>
  table.rows.flatMap((row) => [...checkName(row), ...checkPlace(row, table), ...checkKind(row)]);

/** Names tell partitions apart: software asks for them by name. */
export const namesTwice: PartitionRule = ({ rows }) =>
  [...repeated(rows, ({ entry }) => entry.name).values()].map((same) => problem('error', 'name-twice', same));

function checkName(row: PartitionRow): readonly PartitionProblem[] {
  const { name, type, subtype } = row.draft;
  if (name === '') return [problem('warning', 'name-missing', [row])];
  const problems: PartitionProblem[] = [];
  const cut = fitPartitionName(name);
  if (cut !== name) problems.push(problem('warning', 'name-too-long', [row], { cut }));
  if (!isNameForCsv(name)) problems.push(problem('warning', 'name-not-for-csv', [row]));
  if (isMisleading(row))
    problems.push(
      problem('warning', 'name-misleading', [row], {
        kind: `${partitionTypeName(type)}/${partitionSubtypeName(type, subtype)}`,
      }),
    );
  return problems;
}

/** Called like a kind of partition, but of none that is called so. */
function isMisleading({ draft: { name, type, subtype } }: PartitionRow): boolean {
  const namesakes = partitionTypes.flatMap((of) => [
    ...(of.name === name ? [of.value === type] : []),
    ...subtypesOf(of.value)
      .filter((word) => word.name === name)
      .map((word) => of.value === type && word.value === subtype),
  ]);
  return namesakes.length > 0 && !namesakes.includes(true);
}

function checkPlace(row: PartitionRow, { options }: TableToCheck): readonly PartitionProblem[] {
  const { draft, entry } = row;
  if (draft.type === partitionType.bootloader && liesBeforeOthers(draft) && draft.offset === null)
    return [problem('error', 'bootloader-offset-missing', [row])];
  const problems: PartitionProblem[] = [];
  const alignment = offsetAlignmentOf(entry.type);
  if (entry.offset % alignment !== 0)
    problems.push(
      problem('error', 'offset-misaligned', [row], { offset: hex(entry.offset), alignment: hex(alignment) }),
    );
  if (entry.sizeBytes <= 0) return [...problems, problem('error', 'size-missing', [row])];
  const isApp = entry.type === partitionType.app;
  const unit = isApp && options.secureBoot === 'v1' ? securePageBytes : sectorBytes;
  // What does not end with a sector can be read, but not be written or erased; an app is refused.
  if (entry.sizeBytes % unit !== 0)
    problems.push(
      problem(isApp ? 'error' : 'warning', 'size-misaligned', [row], {
        size: hex(entry.sizeBytes),
        alignment: hex(unit),
      }),
    );
  return problems;
}

function checkKind(row: PartitionRow): readonly PartitionProblem[] {
  const { type, subtype, sizeBytes, readOnly } = row.entry;
  if ((type >= firstReservedType && type < firstOwnType) || type === blankType)
    return [problem('warning', 'type-reserved', [row], { type: partitionTypeName(type) })];
  if (type !== partitionType.data) return [];
  const alwaysWritten: readonly number[] = [dataSubtype.ota, dataSubtype.coredump];
  if (readOnly && alwaysWritten.includes(subtype)) return [problem('error', 'read-only-not-possible', [row])];
  if (subtype === dataSubtype.nvs && !readOnly && sizeBytes > 0 && sizeBytes < leastNvsBytes)
    return [problem('error', 'nvs-too-small', [row], { size: hex(sizeBytes), least: hex(leastNvsBytes) })];
  return [];
}
