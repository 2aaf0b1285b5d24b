import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { FileComparison, FileReport } from '../../src-shared/model/file-report';
import { useStation } from '../api/station-client';
import { useFileReader } from '../composables/use-file-reader';
import { useToastsStore } from './toasts-store';
import type { PickSources } from './import-store';

export type CompareSide = 'first' | 'second';

/** Two files side by side. */
export const useCompareStore = defineStore('compare', () => {
  const { client } = useStation();
  const toasts = useToastsStore();
  const readers = { first: useFileReader(), second: useFileReader() };
  const first = shallowRef<FileReport | null>(null);
  const second = shallowRef<FileReport | null>(null);
  const result = shallowRef<FileComparison | null>(null);
  const comparing = ref(false);
  const sides = { first, second };

  async function open(side: CompareSide, pick: PickSources): Promise<void> {
    const report = await readers[side].read(pick);
    if (report) await put(side, report);
  }

  /** As soon as both are there they are compared. */
  async function put(side: CompareSide, report: FileReport | null): Promise<void> {
    sides[side].value = report;
    await compare();
  }

  async function swap(): Promise<void> {
    [first.value, second.value] = [second.value, first.value];
    await compare();
  }

  async function compare(): Promise<void> {
    result.value = null;
    const [one, other] = [first.value, second.value];
    comparing.value = one !== null && other !== null;
    if (!one || !other) return;
    try {
      const comparison = await client.request('image:compare', { first: one.file, second: other.file });
      if (isCurrent()) result.value = comparison;
    } catch (error) {
      if (isCurrent()) toasts.showError(error);
    } finally {
      if (isCurrent()) comparing.value = false;
    }

    /** One of them may have been exchanged meanwhile: then another comparison is on its way. */
    function isCurrent(): boolean {
      return first.value === one && second.value === other;
    }
  }

  function clear(): void {
    first.value = null;
    second.value = null;
    result.value = null;
    comparing.value = false;
  }

  return {
    first,
    second,
    result,
    comparing,
    readingFirst: readers.first.reading,
    readingSecond: readers.second.reading,
    open,
    put,
    compare,
    swap,
    clear,
  };
});
