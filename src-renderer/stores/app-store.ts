import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { AppInfo } from '../../src-shared/ipc/contract';
import { useStation } from '../api/station-client';

export const pages = ['flash', 'monitor', 'board', 'images', 'history', 'settings'] as const;
export type Page = (typeof pages)[number];

/** Which page is open, and what the application says of itself. */
export const useAppStore = defineStore('app', () => {
  const { client } = useStation();
  const page = ref<Page>('flash');
  const info = shallowRef<AppInfo | null>(null);
  /** What a screen reader is to say next. */
  const announcement = ref('');

  async function load(): Promise<void> {
    info.value = await client.request('app:info', null);
  }

  function announce(words: string): void {
    announcement.value = words;
  }

  return { page, info, announcement, load, announce };
});
