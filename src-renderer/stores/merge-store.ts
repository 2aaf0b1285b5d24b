import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { ChipId, FlashMode } from '../../src-shared/model/chip';
import type { ImageMerge } from '../../src-shared/model/file-report';
import type { ImportedFirmware } from '../../src-shared/model/firmware';
import { checkPlan } from '../../src-shared/preflight/check-plan';
import type { FindingCode, FindingFix } from '../../src-shared/preflight/finding';
import { useStation } from '../api/station-client';
import { useOfferedFile } from '../composables/use-offered-file';
import { useChipsStore } from './chips-store';
import { useImportStore, type PickSources } from './import-store';
import type { LayoutRow } from './layout-store';
import { useToastsStore } from './toasts-store';

/** Of pre-flight, what is about files beside each other; a board has no say here. */
const mergeFindings: ReadonlySet<FindingCode> = new Set<FindingCode>([
  'image-wrong-chip',
  'file-empty',
  'image-checksum-bad',
  'image-digest-bad',
  'offset-missing',
  'bootloader-wrong-offset',
  'segments-overlap',
  'past-end-of-flash',
  'flash-setting-unknown',
]);

/** Files that become one, each at its flash offset. */
export const useMergeStore = defineStore('merge', () => {
  const { client } = useStation();
  const offeredFile = useOfferedFile();
  const toasts = useToastsStore();
  const imports = useImportStore();
  const chips = useChipsStore();
  const rows = shallowRef<readonly LayoutRow[]>([]);
  const title = ref('');
  const chosenChip = ref<ChipId | null>(null);
  const importedChip = ref<ChipId | null>(null);
  const to = ref<ImageMerge['to']>('bin');
  const flashMode = ref<FlashMode | 'keep'>('keep');
  const flashFrequency = ref('keep');
  const flashSize = ref('keep');
  /** Header spelling of a flash size; null: it ends with its last file. */
  const padToSize = ref<string | null>(null);
  const saving = ref(false);

  const reading = computed(() => imports.reading);
  /** The user's choice, else what the files say. */
  const chip = computed(
    () =>
      chosenChip.value ??
      importedChip.value ??
      rows.value.flatMap(({ image }) => image?.chip ?? [])[0] ??
      null,
  );
  const padding = computed(() => (to.value === 'bin' ? padToSize.value : null));
  const findings = computed(() =>
    checkPlan({
      items: rows.value,
      chip: chips.find(chip.value),
      chips: chips.chips,
      board: null,
      boardPartitions: null,
      flashMode: flashMode.value,
      flashFrequency: flashFrequency.value,
      flashSize: padding.value ?? flashSize.value,
      eraseAll: false,
    }).filter(({ code }) => mergeFindings.has(code)),
  );
  const hasErrors = computed(() => findings.value.some(({ severity }) => severity === 'error'));
  const canSave = computed(
    () => rows.value.length > 0 && chip.value !== null && !hasErrors.value && !saving.value,
  );
  /** First byte after the last file, in bytes. */
  const endOffset = computed(() =>
    rows.value.reduce((end, { offset, sizeBytes }) => Math.max(end, (offset ?? 0) + sizeBytes), 0),
  );

  async function add(pick: PickSources): Promise<void> {
    try {
      const sources = await imports.counted(pick);
      if (sources === null) return;
      if (sources.length === 0) {
        toasts.show({ kind: 'nothing-usable' });
        return;
      }
      const firmware = await imports.run({ sources, chip: chip.value, merged: 'whole' });
      if (firmware) take(firmware);
    } catch (error) {
      toasts.showError(error);
    }
  }

  function take(firmware: ImportedFirmware): void {
    if (rows.value.length === 0) title.value = firmware.title;
    importedChip.value ??= firmware.chip;
    addRows(firmware.items.filter(({ include }) => include));
  }

  /** A file of the same name takes the older one's place. */
  function addRows(items: readonly LayoutRow[]): void {
    const names = new Set(items.map(({ name }) => name));
    rows.value = [...rows.value.filter(({ name }) => !names.has(name)), ...items];
  }

  /** What is laid out for flashing, as one file. */
  function takeLayout(layout: {
    readonly items: readonly LayoutRow[];
    readonly title: string;
    chip: ChipId | null;
  }): void {
    clear();
    title.value = layout.title;
    importedChip.value = layout.chip;
    addRows(layout.items);
  }

  function setOffset(id: string, offset: number): void {
    rows.value = rows.value.map((row) => (row.id === id ? { ...row, offset, offsetReason: 'user' } : row));
  }

  function remove(id: string): void {
    rows.value = rows.value.filter((row) => row.id !== id);
    if (rows.value.length === 0) clear();
  }

  /** Puts the row at `index`, moving the others aside. */
  function moveTo(id: string, index: number): void {
    const from = rows.value.findIndex((row) => row.id === id);
    const row = rows.value[from];
    if (!row || index < 0 || index >= rows.value.length) return;
    rows.value = rows.value.toSpliced(from, 1).toSpliced(index, 0, row);
  }

  function moveBy(id: string, steps: number): void {
    moveTo(id, rows.value.findIndex((row) => row.id === id) + steps);
  }

  function applyFix(fix: FindingFix): void {
    if (fix.type === 'move') setOffset(fix.itemId, fix.offset);
    else if (fix.type === 'exclude') remove(fix.itemId);
    else if (fix.type === 'flash-frequency') flashFrequency.value = fix.flashFrequency;
    else if (fix.type === 'flash-size') padToSize.value = null;
  }

  function clear(): void {
    rows.value = [];
    title.value = '';
    importedChip.value = null;
  }

  async function save(): Promise<void> {
    const forChip = chip.value;
    if (!canSave.value || forChip === null) return;
    const fileName = `${fileStem(title.value)}-merged.${to.value}`;
    const merge: ImageMerge = {
      parts: rows.value.flatMap(({ file, offset }) => (offset === null ? [] : [{ file, offset }])),
      chip: forChip,
      to: to.value,
      flashMode: flashMode.value,
      flashFrequency: flashFrequency.value,
      flashSize: flashSize.value,
      padToSize: padding.value,
      fileName,
    };
    saving.value = true;
    await offeredFile.take(() => client.request('image:merge', merge), fileName);
    saving.value = false;
  }

  return {
    rows,
    title,
    chip,
    chosenChip,
    to,
    flashMode,
    flashFrequency,
    flashSize,
    padToSize,
    reading,
    saving,
    findings,
    hasErrors,
    canSave,
    endOffset,
    add,
    takeLayout,
    setOffset,
    remove,
    moveTo,
    moveBy,
    applyFix,
    clear,
    save,
  };
});

/** `Greenhouse sensor 1.4.2` → `greenhouse-sensor-1.4.2`: what every file system takes. */
function fileStem(title: string): string {
  const stem = title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 80);
  return stem === '' ? 'firmware' : stem;
}
