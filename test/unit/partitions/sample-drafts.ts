import type { PartitionDraft } from '../../../src-shared/model/partition-table';

/** A row as a CSV file has it; without an offset unless one is given. */
export function draft(
  name: string,
  type: number,
  subtype: number,
  sizeBytes: number,
  changes: Partial<PartitionDraft> = {},
): PartitionDraft {
  return { name, type, subtype, offset: null, sizeBytes, encrypted: false, readOnly: false, ...changes };
}

const mebi = 0x10_0000;

/** Two slots and a factory app: nothing is wrong with it. Ends at 0x400000. */
export const otaDrafts: readonly PartitionDraft[] = [
  draft('settings', 1, 2, 0x4000),
  draft('otadata', 1, 0, 0x2000),
  draft('phy_init', 1, 1, 0x1000),
  draft('main', 0, 0, mebi),
  draft('slot_a', 0, 0x10, mebi),
  draft('slot_b', 0, 0x11, mebi),
  draft('storage', 1, 0x82, 0xf_0000),
];

/** The same table with one row changed. */
export function withRow(
  name: string,
  changes: Partial<PartitionDraft>,
  rows: readonly PartitionDraft[] = otaDrafts,
): readonly PartitionDraft[] {
  return rows.map((row) => (row.name === name ? { ...row, ...changes } : row));
}

/** The same table without some rows. */
export function withoutRows(
  names: readonly string[],
  rows: readonly PartitionDraft[] = otaDrafts,
): readonly PartitionDraft[] {
  return rows.filter(({ name }) => !names.includes(name));
}
