import type { FileToken } from '../../src-shared/model/firmware';
import { mergedImageOf, staysOnBoard, type LayoutRow } from './layout-store';

/** Rows one after another that are parts of one merged image, or such an image as one. */
export interface LayoutGroup {
  /** The image's. */
  readonly name: string;
  /** Null where it cannot be had in the other way. */
  readonly image: FileToken | null;
  /** It came in as its parts. */
  readonly isSplit: boolean;
  readonly writtenCount: number;
  readonly keptCount: number;
}

/** The groups by the row that each begins with. */
export function groupRows(rows: readonly LayoutRow[]): ReadonlyMap<string, LayoutGroup> {
  const groups = new Map<string, LayoutGroup>();
  let first = '';
  let present = '';
  for (const row of rows) {
    const key = keyOf(row);
    if (key !== present) first = row.id;
    present = key;
    if (key !== '') groups.set(first, extend(groups.get(first), row));
  }
  return groups;
}

/** Empty for rows that stand alone. */
function keyOf(row: LayoutRow): string {
  if (row.origin?.how === 'merged') return `parts ${row.origin.whole ?? row.origin.name}`;
  return row.kind === 'merged' ? `whole ${row.file}` : '';
}

function extend(group: LayoutGroup | undefined, row: LayoutRow): LayoutGroup {
  const stays = staysOnBoard(row);
  return {
    name: row.origin?.name ?? row.name,
    image: mergedImageOf(row),
    isSplit: row.origin?.how === 'merged',
    writtenCount: (group?.writtenCount ?? 0) + (row.include ? 1 : 0),
    keptCount: (group?.keptCount ?? 0) + (stays ? 1 : 0),
  };
}
