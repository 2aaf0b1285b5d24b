import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { JobId, JobRecord } from '../../src-shared/model/job';
import { useStation } from '../api/station-client';
import { useToastsStore } from './toasts-store';

const limit = 200;

/** What was done, newest first. */
export const useHistoryStore = defineStore('history', () => {
  const { client } = useStation();
  const toasts = useToastsStore();
  const records = shallowRef<readonly JobRecord[]>([]);
  const loaded = ref(false);
  const selectedId = ref<JobId | null>(null);
  const selected = computed(
    () => records.value.find((record) => record.id === selectedId.value) ?? records.value[0] ?? null,
  );

  client.on('job:event', (event) => {
    if (event.type === 'changed' && loaded.value) merge(event.job);
  });

  function merge(job: JobRecord): void {
    const index = records.value.findIndex((record) => record.id === job.id);
    records.value = index < 0 ? [job, ...records.value].slice(0, limit) : records.value.with(index, job);
  }

  async function load(): Promise<void> {
    try {
      records.value = await client.request('job:list', { limit });
      loaded.value = true;
    } catch (error) {
      toasts.showError(error);
    }
  }

  return { records, loaded, selectedId, selected, load };
});
