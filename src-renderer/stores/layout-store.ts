import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { FirmwareSource } from '../../src-shared/ipc/contract';
import type { ChipId } from '../../src-shared/model/chip';
import type { OffsetReason } from '../../src-shared/model/firmware';
import type { LayoutItem } from '../../src-shared/preflight/check-plan';
import { useStation } from '../api/station-client';
import { mergeImport, type LayoutSource } from './merge-import';
import { useToastsStore } from './toasts-store';

/** A row of the layout, with the reason why it stands where it stands. */
export interface LayoutRow extends LayoutItem {
  readonly offsetReason: OffsetReason;
}

/** What is to be written, and where. */
export const useLayoutStore = defineStore('layout', () => {
  const { client } = useStation();
  const toasts = useToastsStore();
  const items = shallowRef<readonly LayoutRow[]>([]);
  const source = shallowRef<LayoutSource | null>(null);
  const importing = ref(false);

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
  async function importFirmware(
    pick: () => Promise<readonly FirmwareSource[] | null>,
    boardChip: ChipId | null,
  ): Promise<void> {
    importing.value = true;
    try {
      const sources = await pick();
      if (sources === null) return;
      if (sources.length === 0) {
        toasts.show({ kind: 'nothing-usable' });
        return;
      }
      const imported = await client.request('firmware:import', { sources, chip: boardChip });
      const before = { items: items.value, source: source.value };
      const merged = mergeImport(items.value, source.value, imported);
      items.value = merged.items;
      source.value = merged.source;
      if (merged.replaced) toasts.show({ kind: 'layout-replaced', title: imported.title, undo: back });

      function back(): void {
        items.value = before.items;
        source.value = before.source;
      }
    } catch (error) {
      toasts.showError(error);
    } finally {
      importing.value = false;
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

  function remove(id: string): void {
    items.value = items.value.filter((item) => item.id !== id);
    if (items.value.length === 0) source.value = null;
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
    setOffset,
    setInclude,
    remove,
    moveTo,
    moveBy,
    clear,
  };
});
