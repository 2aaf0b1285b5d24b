import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { ImportedFirmware } from '../../src-shared/model/firmware';
import { useOptionsStore } from './options-store';
import { useSettingsStore } from './settings-store';
import { settingsOf, withoutTaken, type TakenSettings } from './taken-options';

export interface Taken {
  readonly settings: TakenSettings;
  readonly eraseAll: boolean;
}

const nothing: Taken = { settings: {}, eraseAll: false };

/** What the layout has brought along of settings and options. It goes with the layout: the next one finds them as they were. */
export const useTakenOptionsStore = defineStore('taken-options', () => {
  const settings = useSettingsStore();
  const options = useOptionsStore();
  const taken = shallowRef<Taken>(nothing);
  const before = shallowRef<TakenSettings>({});

  const takenFrom = (imported: ImportedFirmware): Taken => ({
    settings: settingsOf(imported),
    eraseAll: imported.eraseAll === true,
  });

  /** In the place of what was taken before. */
  function take(next: Taken): void {
    const back = withoutTaken(settings.settings, taken.value.settings, before.value);
    const found = { ...settings.settings, ...back };
    // Erasing is shown as switched on, with what it does, and asked about once more before it is done.
    if (next.eraseAll) options.eraseAll = true;
    else if (taken.value.eraseAll) options.eraseAll = false;
    const { baud, flashMode, flashFrequency, flashSize } = found;
    before.value = { baud, flashMode, flashFrequency, flashSize };
    taken.value = next;
    const change = { ...back, ...next.settings };
    if (Object.keys(change).length > 0) void settings.update(change);
  }

  function giveBack(): void {
    take(nothing);
  }

  return { taken, takenFrom, take, giveBack };
});
