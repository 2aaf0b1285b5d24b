import { defineStore } from 'pinia';
import { computed } from 'vue';
import type { FlashPlan } from '../../src-shared/model/job';
import { checkPlan } from '../../src-shared/preflight/check-plan';
import type { FindingCode, FindingFix } from '../../src-shared/preflight/finding';
import { parseFlashSize } from '../../src-shared/model/flash-size';
import { leastFlashSize } from '../model/flash-map/flash-map-geometry';
import { useBoardStore } from './board-store';
import { useChipsStore } from './chips-store';
import { useJobStore } from './job-store';
import { mergedImageOf, useLayoutStore } from './layout-store';
import { useOptionsStore } from './options-store';
import { usePartitionsStore } from './partitions-store';
import { usePortsStore } from './ports-store';
import { useSettingsStore } from './settings-store';

/** What a person who knows better may overrule; the rest cannot be written at all. */
const overrulable: ReadonlySet<FindingCode> = new Set<FindingCode>([
  'image-wrong-chip',
  'image-wrong-revision',
  'board-secured',
  'app-not-at-partition',
  'partition-table-faulty',
  'partition-past-end-of-flash',
]);

/** What keeps the button from being pressed. */
export type Blocker = 'no-firmware' | 'no-port' | 'port-gone' | 'findings';

/** Layout, board and options together: what pre-flight says of them, and the plan that comes out. */
export const usePlanStore = defineStore('plan', () => {
  const layout = useLayoutStore();
  const settings = useSettingsStore();
  const options = useOptionsStore();
  const ports = usePortsStore();
  const chips = useChipsStore();
  const board = useBoardStore();
  const boardTable = usePartitionsStore();
  const jobs = useJobStore();

  /** The chip that was chosen, seen, or that the files or the simulated board name. */
  const chip = computed(() =>
    chips.find(
      options.chip !== 'auto'
        ? options.chip
        : (board.current?.chip ?? layout.chip ?? ports.selected?.chip ?? null),
    ),
  );
  const bootImage = computed(
    () =>
      layout.included.find((item) => item.kind === 'bootloader' || item.kind === 'merged')?.image ??
      layout.included.find((item) => item.image !== null)?.image ??
      null,
  );
  /** What the files ask for: shown beside `keep`. */
  const imageSettings = computed(() => ({
    flashMode: bootImage.value?.flashMode ?? layout.source?.flashMode ?? null,
    flashFrequency: bootImage.value?.flashFrequency ?? layout.source?.flashFrequency ?? null,
    flashSize: bootImage.value?.flashSize ?? layout.source?.flashSize ?? null,
  }));
  const flashBytes = computed(
    () =>
      board.current?.flash?.sizeBytes ??
      parseFlashSize(settings.settings.flashSize) ??
      parseFlashSize(imageSettings.value.flashSize ?? '') ??
      leastFlashSize(layout.items, layout.partitions),
  );

  /** Of the table as it was read, until something was written that may have changed it. */
  const boardPartitions = computed(() => {
    const found = boardTable.isOld ? null : boardTable.current;
    // Where there should be a table and nothing is, the board has none; anything else may be one that cannot be read.
    return found?.problem === null || found?.problem === 'blank' ? found.entries : null;
  });

  const findings = computed(() =>
    layout.items.length === 0
      ? []
      : checkPlan({
          items: layout.items,
          chip: chip.value,
          chips: chips.chips,
          board: board.current,
          boardPartitions: boardPartitions.value,
          flashMode: settings.settings.flashMode,
          flashFrequency: settings.settings.flashFrequency,
          flashSize: settings.settings.flashSize,
          eraseAll: options.eraseAll,
        }),
  );
  const errors = computed(() => findings.value.filter((finding) => finding.severity === 'error'));
  const canOverrule = computed(
    () => errors.value.length > 0 && errors.value.every((finding) => overrulable.has(finding.code)),
  );
  const blocker = computed<Blocker | null>(() => {
    if (layout.items.length === 0) return 'no-firmware';
    if (!ports.selected) return 'no-port';
    if (ports.isGone) return 'port-gone';
    return errors.value.length > 0 ? 'findings' : null;
  });

  function applyFix(fix: FindingFix): void {
    switch (fix.type) {
      case 'move':
        layout.setOffset(fix.itemId, fix.offset);
        return;
      case 'exclude':
        layout.setInclude(fix.itemId, false);
        return;
      case 'flash-size':
        void settings.update({ flashSize: fix.flashSize });
        return;
      case 'flash-frequency':
        void settings.update({ flashFrequency: fix.flashFrequency });
        return;
      case 'keep-flash':
        options.eraseAll = false;
        return;
      case 'keep-settings':
        keepSettings(fix.itemId);
    }
  }

  function keepSettings(itemId: string): void {
    const row = layout.items.find(({ id }) => id === itemId);
    const image = row ? mergedImageOf(row) : null;
    if (image !== null) void layout.keepSettings(image, true);
  }

  function buildPlan(force: boolean): FlashPlan | null {
    const connect = options.connectOptions;
    if (!connect) return null;
    const { flashMode, flashFrequency, flashSize, verify, skipUnchanged } = settings.settings;
    return {
      kind: 'flash',
      title: layout.source?.title ?? layout.included[0]?.name ?? '',
      connect,
      segments: layout.included.flatMap(({ file, name, offset, sha256 }) =>
        offset === null ? [] : [{ file, name, offset, sha256 }],
      ),
      flashMode,
      flashFrequency,
      flashSize,
      eraseAll: options.eraseAll,
      verify,
      compress: options.compress,
      skipUnchanged: skipUnchanged && !options.eraseAll,
      force,
    };
  }

  /** Starts the job; `force` overrules findings that may be overruled. */
  async function flash(force = false): Promise<void> {
    if (jobs.isBusy || (blocker.value !== null && !(force && canOverrule.value))) return;
    const plan = buildPlan(force);
    if (!plan) return;
    const rows = layout.included
      .filter((item) => item.offset !== null)
      .map(({ id: itemId, name, sizeBytes }) => ({ itemId, name, sizeBytes }));
    const id = await jobs.start(plan, rows);
    if (id !== null) options.eraseAll = false;
  }

  return {
    chip,
    imageSettings,
    flashBytes,
    findings,
    errors,
    canOverrule,
    blocker,
    applyFix,
    buildPlan,
    flash,
  };
});
