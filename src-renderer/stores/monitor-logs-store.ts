import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { MonitorLog } from '../../src-shared/model/monitor';
import { useStation } from '../api/station-client';
import { useOfferedFile } from '../composables/use-offered-file';
import { useToastsStore } from './toasts-store';

/** The continuous logs that are kept. */
export const useMonitorLogsStore = defineStore('monitor-logs', () => {
  const { client } = useStation();
  const offeredFile = useOfferedFile();
  const toasts = useToastsStore();
  const logs = shallowRef<readonly MonitorLog[]>([]);
  const loaded = ref(false);

  async function load(): Promise<void> {
    try {
      logs.value = await client.request('monitor:logs', null);
      loaded.value = true;
    } catch (error) {
      toasts.showError(error);
    }
  }

  async function save({ name }: MonitorLog): Promise<void> {
    await offeredFile.take(() => client.request('monitor:log-export', { name }), name);
  }

  async function remove({ name }: MonitorLog): Promise<void> {
    try {
      await client.request('monitor:log-delete', { name });
    } catch (error) {
      toasts.showError(error);
    }
    await load();
  }

  return { logs, loaded, load, save, remove };
});
