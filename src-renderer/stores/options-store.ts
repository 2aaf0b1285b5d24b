import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import type { ChipId } from '../../src-shared/model/chip';
import type { ConnectOptions } from '../../src-shared/model/job';
import { usePortsStore } from './ports-store';
import { useSettingsStore } from './settings-store';

/** The choices that are made anew in each session, beside those that the settings remember. */
export const useOptionsStore = defineStore('options', () => {
  const ports = usePortsStore();
  const settings = useSettingsStore();
  /** Never remembered: erasing must be meant each time. */
  const eraseAll = ref(false);
  const useStub = ref(true);
  const compress = ref(true);
  const chip = ref<ChipId | 'auto'>('auto');

  const connectOptions = computed<ConnectOptions | null>(() =>
    ports.selected
      ? {
          port: ports.selected.id,
          chip: chip.value,
          baud: settings.settings.baud,
          useStub: useStub.value,
        }
      : null,
  );

  return { eraseAll, useStub, compress, chip, connectOptions };
});
