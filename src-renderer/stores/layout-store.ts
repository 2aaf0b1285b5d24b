import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { FirmwareSource } from '../../src-shared/ipc/contract';
import type { ChipId } from '../../src-shared/model/chip';
import type { FileToken, ImportNoticeCode, OffsetReason } from '../../src-shared/model/firmware';
import type { LayoutItem } from '../../src-shared/preflight/check-plan';
import { useImportStore, type PickSources } from './import-store';
import { mergeImport, replaceRows, type LayoutSource } from './merge-import';
import { useSettingsStore } from './settings-store';
import { useTakenOptionsStore } from './taken-options-store';
import { useToastsStore } from './toasts-store';

/** A row of the layout, with the reason why it stands where it stands. */
export interface LayoutRow extends LayoutItem {
  readonly offsetReason: OffsetReason;
}

/** What is said of a merged image that comes in as its parts. */
const noticesOfParts: ReadonlySet<ImportNoticeCode> = new Set(['settings-kept', 'blank-left-out']);

/** What is to be written, and where. */
export const useLayoutStore = defineStore('layout', () => {
  const imports = useImportStore();
  const settings = useSettingsStore();
  const takenOptions = useTakenOptionsStore();
  const toasts = useToastsStore();
  const items = shallowRef<readonly LayoutRow[]>([]);
  const source = shallowRef<LayoutSource | null>(null);

  const importing = computed(() => imports.reading);
  const included = computed(() => items.value.filter((item) => item.include));
  const includedBytes = computed(() => included.value.reduce((sum, item) => sum + item.sizeBytes, 0));
  /** Of the first partition table that will be written. */
  const partitions = computed(
    () => included.value.find((item) => item.partitions !== null)?.partitions ?? [],
  );
  /** The chip that the files are made for, where they tell. */
  const chip = computed<ChipId | null>(
    () => source.value?.chip ?? included.value.flatMap(({ image }) => image?.chip ?? []).at(0) ?? null,
  );

  /**
   * Imports what `pick` gives; null when the user changed their mind. `boardChip` is where to look for offsets when
   * the files do not tell.
   */
  async function importFirmware(pick: PickSources, boardChip: ChipId | null): Promise<void> {
    try {
      const sources = await imports.counted(pick);
      if (sources === null) return;
      if (sources.length === 0) toasts.show({ kind: 'nothing-usable' });
      else await importSources(sources, boardChip);
    } catch (error) {
      toasts.showError(error);
    }
  }

  async function importSources(sources: readonly FirmwareSource[], boardChip: ChipId | null): Promise<void> {
    const merged = settings.settings.keepSettings ? 'split' : 'whole';
    const imported = await imports.run({ sources, chip: boardChip, merged });
    if (imported === null) return;
    const before = { items: items.value, source: source.value, taken: takenOptions.taken };
    const next = mergeImport(items.value, source.value, imported);
    items.value = next.items;
    source.value = next.source;
    if (!next.isNew) return;
    takenOptions.take(takenOptions.takenFrom(imported));
    if (before.items.length > 0) toasts.show({ kind: 'layout-replaced', title: imported.title, undo: back });

    function back(): void {
      items.value = before.items;
      source.value = before.source;
      takenOptions.take(before.taken);
    }
  }

  /**
   * Imports a merged image again, as its parts or as one, in the place of the rows that it is now. What was chosen goes for
   * the next ones as well.
   */
  async function keepSettings(image: FileToken, keep: boolean): Promise<void> {
    try {
      const imported = await imports.run({
        sources: [{ type: 'file', file: image }],
        chip: chip.value,
        merged: keep ? 'split' : 'whole',
      });
      if (imported === null) return;
      const older = items.value.filter((row) => mergedImageOf(row) === image);
      items.value = replaceRows(items.value, new Set(older.map(({ id }) => id)), imported);
      if (source.value) {
        const others = source.value.notices.filter(({ code }) => !noticesOfParts.has(code));
        source.value = { ...source.value, notices: [...others, ...imported.notices] };
      }
      if (settings.settings.keepSettings !== keep) await settings.update({ keepSettings: keep });
    } catch (error) {
      toasts.showError(error);
    }
  }

  function change(id: string, changes: Partial<LayoutRow>): void {
    items.value = items.value.map((item) => (item.id === id ? { ...item, ...changes } : item));
  }

  function setOffset(id: string, offset: number): void {
    change(id, { offset, offsetReason: 'user' });
  }

  function setInclude(id: string, include: boolean): void {
    change(id, { include });
  }

  function setNote(id: string, note: string): void {
    change(id, { note });
  }

  function dismissNotices(): void {
    if (source.value) source.value = { ...source.value, notices: [] };
  }

  function remove(id: string): void {
    items.value = items.value.filter((item) => item.id !== id);
    if (items.value.length === 0) clear();
  }

  /** Puts the row at `index`, moving the others aside. */
  function moveTo(id: string, index: number): void {
    const from = items.value.findIndex((item) => item.id === id);
    const row = items.value[from];
    if (!row || index < 0 || index >= items.value.length) return;
    items.value = items.value.toSpliced(from, 1).toSpliced(index, 0, row);
  }

  function moveBy(id: string, steps: number): void {
    moveTo(id, items.value.findIndex((item) => item.id === id) + steps);
  }

  function clear(): void {
    items.value = [];
    source.value = null;
    takenOptions.giveBack();
  }

  return {
    items,
    source,
    importing,
    included,
    includedBytes,
    partitions,
    chip,
    importFirmware,
    keepSettings,
    setOffset,
    setInclude,
    setNote,
    dismissNotices,
    remove,
    moveTo,
    moveBy,
    clear,
  };
});

/** The merged image that a row is, or is a part of; null for all others. */
export function mergedImageOf(row: LayoutItem): FileToken | null {
  if (row.origin?.how === 'merged') return row.origin.whole;
  return row.kind === 'merged' ? row.file : null;
}

/** Known, and left on the board as it is: a part of a merged image that nobody wants written. */
export function staysOnBoard(row: LayoutItem): boolean {
  return !row.include && row.origin?.how === 'merged';
}
