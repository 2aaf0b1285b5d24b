import { defineStore } from 'pinia';
import { computed } from 'vue';
import type { MonitorSettings } from '../../src-shared/model/monitor';
import { useSettingsStore } from './settings-store';

/** What a monitor is opened with and how its page looks: a part of the settings, changed by its parts. */
export const useMonitorSettingsStore = defineStore('monitor-settings', () => {
  const all = useSettingsStore();
  const settings = computed(() => all.settings.monitor);

  async function update(change: Partial<MonitorSettings>): Promise<void> {
    await all.update({ monitor: { ...settings.value, ...change } });
  }

  return { settings, update };
});
