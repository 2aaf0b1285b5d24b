import { layOutPartitions } from '../../../src-shared/partitions/lay-out-partitions';
import type { EditedRow } from './edited-row';

/** The rows with the offsets that they have now: moving one of them then moves no other. */
export function pinRows(rows: readonly EditedRow[], tableOffset: number): readonly EditedRow[] {
  const entries = layOutPartitions(rows, { tableOffset });
  return rows.map((row, index) => ({ ...row, offset: entries[index]?.offset ?? row.offset }));
}

/**
 * Pinned rows in the order of their offsets, as the table must have them. Those among `automatic` that would come to lie at
 * the same place by themselves are let go again.
 */
export function releaseRows(
  pinned: readonly EditedRow[],
  automatic: ReadonlySet<string>,
  tableOffset: number,
): readonly EditedRow[] {
  let rows = pinned.toSorted((a, b) => (a.offset ?? 0) - (b.offset ?? 0));
  const wanted = rows.map((row) => row.offset);
  for (const { id } of pinned) {
    if (!automatic.has(id)) continue;
    const released = rows.map((row) => (row.id === id ? { ...row, offset: null } : row));
    const places = layOutPartitions(released, { tableOffset });
    if (places.every((place, index) => place.offset === wanted[index])) rows = released;
  }
  return rows;
}
