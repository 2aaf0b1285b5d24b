import type { ChipId, FlashMode } from '../../src-shared/model/chip';
import type { FirmwareItem, ImportedFirmware } from '../../src-shared/model/firmware';
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
}

export interface MergedLayout {
  readonly items: readonly LayoutRow[];
  readonly source: LayoutSource;
  /** What was there before is gone: worth an offer to undo. */
  readonly replaced: boolean;
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
  const isProject = imported.items.some((item) => item.offsetReason === 'manifest');
  if (isProject || present.length === 0 || source === null)
    return {
      items: imported.items.map(toRow),
      source: toSource(imported),
      replaced: isProject && present.length > 0,
    };
  const items = [...present];
  for (const item of imported.items) {
    const index = items.findIndex((row) => row.name === item.name);
    const older = items[index];
    if (older) items[index] = renew(older, item);
    else items.push(toRow(item));
  }
  return { items, source: { ...source, chip: source.chip ?? imported.chip }, replaced: false };
}

function toRow({ offset, offsetReason, ...item }: FirmwareItem): LayoutRow {
  return { ...item, offset, offsetReason, include: true };
}

function renew(older: LayoutRow, item: FirmwareItem): LayoutRow {
  const keepsPlace = older.offset !== null && (older.offsetReason === 'user' || item.offset === null);
  return {
    ...toRow(item),
    include: older.include,
    ...(keepsPlace ? { offset: older.offset, offsetReason: older.offsetReason } : {}),
  };
}

function toSource(imported: ImportedFirmware): LayoutSource {
  const { title, source: from, idfVersion, chip, flashMode, flashFrequency, flashSize } = imported;
  return { title, from, idfVersion, chip, flashMode, flashFrequency, flashSize };
}
