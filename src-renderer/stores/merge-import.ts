import type { ChipId, FlashMode } from '../../src-shared/model/chip';
import type { FirmwareItem, ImportedFirmware, ImportNotice } from '../../src-shared/model/firmware';
import type { LayoutRow } from './layout-store';

/** Where the layout came from, for its heading and for the pickers' hints. */
export interface LayoutSource {
  readonly title: string;
  /** Null: from Kiln itself. */
  readonly from: string | null;
  readonly idfVersion: string | null;
  readonly chip: ChipId | null;
  readonly flashMode: FlashMode | null;
  readonly flashFrequency: string | null;
  readonly flashSize: string | null;
  /** What is worth knowing of how it was read, until it is put away. */
  readonly notices: readonly ImportNotice[];
}

export interface MergedLayout {
  readonly items: readonly LayoutRow[];
  readonly source: LayoutSource;
  /** The import is the layout now, whatever was there before. */
  readonly isNew: boolean;
}

/**
 * A project that brings its own offsets replaces the layout. Single files are added; one of the same name takes the
 * place of the older, keeping the offset that the user gave it: that is what rebuilding and dropping again means.
 */
export function mergeImport(
  present: readonly LayoutRow[],
  source: LayoutSource | null,
  imported: ImportedFirmware,
): MergedLayout {
  if (isProject(imported) || present.length === 0 || source === null)
    return { items: imported.items.map(toRow), source: toSource(imported), isNew: true };
  const items = [...present];
  for (const item of imported.items) {
    const index = items.findIndex((row) => row.name === item.name);
    const older = items[index];
    if (older) items[index] = renew(older, item);
    else items.push(toRow(item));
  }
  return {
    items,
    source: {
      ...source,
      chip: source.chip ?? imported.chip,
      notices: [...source.notices, ...imported.notices],
    },
    isNew: false,
  };
}

/** A merged image imported the other way takes the place of the rows that it was before. */
export function replaceRows(
  present: readonly LayoutRow[],
  older: ReadonlySet<string>,
  imported: ImportedFirmware,
): readonly LayoutRow[] {
  const first = present.findIndex((row) => older.has(row.id));
  if (first < 0) return present;
  const kept = (rows: readonly LayoutRow[]) => rows.filter((row) => !older.has(row.id));
  return [...kept(present.slice(0, first)), ...imported.items.map(toRow), ...kept(present.slice(first))];
}

export function isProject(imported: ImportedFirmware): boolean {
  return imported.format !== 'files';
}

function toRow({ offset, offsetReason, ...item }: FirmwareItem): LayoutRow {
  return { ...item, offset, offsetReason };
}

function renew(older: LayoutRow, item: FirmwareItem): LayoutRow {
  const keepsPlace = older.offset !== null && (older.offsetReason === 'user' || item.offset === null);
  return {
    ...toRow(item),
    include: older.include,
    note: item.note === '' ? older.note : item.note,
    ...(keepsPlace ? { offset: older.offset, offsetReason: older.offsetReason } : {}),
  };
}

function toSource(imported: ImportedFirmware): LayoutSource {
  const { title, source: from, idfVersion, chip, flashMode, flashFrequency, flashSize, notices } = imported;
  return { title, from, idfVersion, chip, flashMode, flashFrequency, flashSize, notices };
}
