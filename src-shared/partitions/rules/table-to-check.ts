import type { ErrorContext } from '../../errors/app-error';
import type {
  PartitionDraft,
  PartitionEntry,
  PartitionProblem,
  PartitionProblemCode,
} from '../../model/partition-table';
import { formatPartitionOffset } from '../partition-number';

export interface PartitionCheckOptions {
  /** Where the table itself lies in flash; bytes. */
  readonly tableOffset: number;
  /** Null where nothing is known of the flash. */
  readonly flashSizeBytes: number | null;
  /** False for a table without the MD5 row, which has room for one more. Default true. */
  readonly md5?: boolean;
  /** Secure boot version 1 signs whole pages of 64 KiB: apps are measured by them. Default null. */
  readonly secureBoot?: 'v1' | 'v2' | null;
  /** ESP-IDF's generator takes CSV files in rising order only, and binary tables in any. Default `rising`. */
  readonly rowOrder?: 'rising' | 'any';
}

/** A table as the rules see it: each row as it was written, and where it comes to lie. */
export interface TableToCheck {
  readonly rows: readonly PartitionRow[];
  readonly options: Required<PartitionCheckOptions>;
}

export interface PartitionRow {
  /** Position in the table, from 0. */
  readonly index: number;
  readonly draft: PartitionDraft;
  readonly entry: PartitionEntry;
  /** What words call it: its name, else `#3`. */
  readonly label: string;
  /** The first byte behind it. */
  readonly end: number;
}

export type PartitionRule = (table: TableToCheck) => readonly PartitionProblem[];

/** A problem of some rows, the first of which gives its name to the words. */
export function problem(
  severity: PartitionProblem['severity'],
  code: PartitionProblemCode,
  rows: readonly PartitionRow[],
  context: ErrorContext = {},
): PartitionProblem {
  const [first] = rows;
  return {
    code,
    severity,
    rows: rows.map(({ index }) => index),
    context: first === undefined ? context : { name: first.label, ...context },
  };
}

export const hex = formatPartitionOffset;

/** Rows that say the same of themselves, where there are two or more of them. */
export function repeated<Key>(
  rows: readonly PartitionRow[],
  keyOf: (row: PartitionRow) => Key,
): ReadonlyMap<Key, readonly PartitionRow[]> {
  const groups = new Map<Key, PartitionRow[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return new Map([...groups].filter(([, group]) => group.length > 1));
}
