import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { ElfId, ElfInfo } from '../../src-shared/model/crash';
import { useStation } from '../api/station-client';
import type { PickSources } from './import-store';
import { useToastsStore } from './toasts-store';

/** The ELF files that the station knows: it keeps copies, so that what a board runs can be decoded after the next build too. */
export const useElfsStore = defineStore('elfs', () => {
  const { client } = useStation();
  const toasts = useToastsStore();
  const elfs = shallowRef<readonly ElfInfo[]>([]);
  const loaded = ref(false);
  const adding = ref(0);
  const isAdding = computed(() => adding.value > 0);

  async function load(): Promise<void> {
    try {
      elfs.value = await client.request('elf:list', null);
      loaded.value = true;
    } catch (error) {
      toasts.showError(error);
    }
  }

  /** Null when nothing was chosen or it is no ELF file of a chip: that is said in a message. */
  async function add(pick: PickSources): Promise<ElfInfo | null> {
    adding.value += 1;
    try {
      const sources = await pick();
      if (sources === null) return null;
      const [source] = sources;
      if (!source || sources.length > 1) {
        toasts.show({ kind: source ? 'one-file-only' : 'nothing-usable' });
        return null;
      }
      const elf = await client.request('elf:add', { source });
      elfs.value = [elf, ...elfs.value.filter(({ id }) => id !== elf.id)];
      return elf;
    } catch (error) {
      toasts.showError(error);
      return null;
    } finally {
      adding.value -= 1;
    }
  }

  async function forget(elf: ElfId): Promise<void> {
    try {
      await client.request('elf:forget', { elf });
      elfs.value = elfs.value.filter(({ id }) => id !== elf);
    } catch (error) {
      toasts.showError(error);
    }
  }

  return { elfs, loaded, isAdding, load, add, forget };
});
