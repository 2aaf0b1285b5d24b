import { defineStore } from 'pinia';
import { computed } from 'vue';
import { isOver } from './job-view';
import { useJobStore } from './job-store';
import { useOptionsStore } from './options-store';

/** Words of the chip's memory, read and written by those who know what is there. */
export const useMemoryStore = defineStore('memory', () => {
  const jobs = useJobStore();
  const options = useOptionsStore();

  const reading = computed(() => jobs.newestOf('read-memory'));
  const writing = computed(() => jobs.newestOf('write-memory'));
  const isBusy = computed(() =>
    [reading.value, writing.value].some((job) => job !== null && !isOver(job.record)),
  );

  /** Both in bytes and whole words. */
  async function read(address: number, sizeBytes: number): Promise<void> {
    const connect = options.connectOptions;
    if (connect) await jobs.start({ kind: 'read-memory', connect, address, sizeBytes }, [], 'board');
  }

  async function write(address: number, value: number, mask: number): Promise<void> {
    const connect = options.connectOptions;
    if (connect) await jobs.start({ kind: 'write-memory', connect, address, value, mask }, [], 'board');
  }

  return { reading, writing, isBusy, read, write };
});
