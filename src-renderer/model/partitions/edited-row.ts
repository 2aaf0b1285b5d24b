import type { PartitionDraft } from '../../../src-shared/model/partition-table';

/** A row that is being edited; the id stays the same whatever is changed in it. */
export interface EditedRow extends PartitionDraft {
  readonly id: string;
}

/** What a row says without the id that only the editor needs. */
export function toDraft({ id: _, ...draft }: EditedRow): PartitionDraft {
  return draft;
}
