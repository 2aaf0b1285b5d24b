import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { defaultSettings, type Settings } from '../../src-shared/model/settings';
import { useStation } from '../api/station-client';
import { useToastsStore } from './toasts-store';

/** What the station remembers. Changes show at once and are taken back when the station refuses them. */
export const useSettingsStore = defineStore('settings', () => {
  const { client } = useStation();
  const toasts = useToastsStore();
  const settings = shallowRef<Settings>(defaultSettings);

  async function load(): Promise<void> {
    settings.value = await client.request('settings:get', null);
  }

  async function update(change: Partial<Settings>): Promise<void> {
    const before = settings.value;
    settings.value = { ...before, ...change };
    try {
      await client.request('settings:set', change);
    } catch (error) {
      settings.value = before;
      toasts.showError(error);
    }
  }

  return { settings, load, update };
});
