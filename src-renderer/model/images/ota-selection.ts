import { otaSlotOf } from '../../../src-shared/partitions/app-slots';
import type { OtaData, PartitionDraft } from '../../../src-shared/model/partition-table';

export interface OtaSelection {
  /** Sequence number that counts; null: nothing was chosen yet, or nothing valid is there. */
  readonly sequence: number | null;
  /** Number of app slots; null where no partition table tells. */
  readonly slots: number | null;
  /** Number of the slot that is started, from 0; null where the table does not tell, or none was chosen. */
  readonly slot: number | null;
  /** Its name in the table. */
  readonly name: string | null;
}

/** Which app the bootloader would start. @source ESP-IDF programming guide, "Over The Air Updates" */
export function otaSelection(
  { activeSequence }: OtaData,
  rows: readonly Pick<PartitionDraft, 'type' | 'subtype' | 'name'>[] | null,
): OtaSelection {
  const slotRows = rows?.filter((row) => otaSlotOf(row) !== null) ?? [];
  const slots = slotRows.length === 0 ? null : slotRows.length;
  const slot = activeSequence === null || slots === null ? null : (activeSequence - 1) % slots;
  const name = slotRows.find((row) => otaSlotOf(row) === slot)?.name ?? null;
  return { sequence: activeSequence, slots, slot, name };
}
