import { partitionTableOffset, type PartitionEntry } from '../model/partition-table';
import { partitionTableSectorBytes } from '../partitions/lay-out-partitions';
import type { LayoutItem, PlanToCheck } from './check-plan';
import { includedItems, placedItems, rangesOverlap } from './placed-item';

/** A row that brings a partition table: the table alone, or a merged image. */
export interface TableItem extends LayoutItem {
  readonly partitions: readonly PartitionEntry[];
}

/** The row that brings the partition table; null where none does. */
export function tableItem(plan: PlanToCheck): TableItem | null {
  return includedItems(plan).find((item): item is TableItem => item.partitions !== null) ?? null;
}

/** The partition table that this plan writes; null where it writes none. */
export function plannedPartitions(plan: PlanToCheck): readonly PartitionEntry[] | null {
  return tableItem(plan)?.partitions ?? null;
}

/** What the board will go by: the table that the plan writes, else its own where that stays; null where neither is known. */
export function partitionsAfter(plan: PlanToCheck): readonly PartitionEntry[] | null {
  return plannedPartitions(plan) ?? remainingPartitions(plan);
}

/** The board's own table where nothing of the plan takes it away. */
function remainingPartitions(plan: PlanToCheck): readonly PartitionEntry[] | null {
  const partitions = knownPartitions(plan);
  return partitions === null || plan.eraseAll || placedItems(plan).some(coversTable) ? null : partitions;
}

/** The table that the board is known to have. */
export function knownPartitions({ boardPartitions }: PlanToCheck): readonly PartitionEntry[] | null {
  return boardPartitions === null || boardPartitions.length === 0 ? null : boardPartitions;
}

/** Whether these bytes of flash are erased where the partition table usually is. */
export function coversTable(range: { readonly offset: number; readonly sizeBytes: number }): boolean {
  return rangesOverlap(range, { offset: partitionTableOffset, sizeBytes: partitionTableSectorBytes });
}
