import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { ChipId, ChipSummary } from '../../src-shared/model/chip';
import { useStation } from '../api/station-client';

/** The chips that the station knows. */
export const useChipsStore = defineStore('chips', () => {
  const { client } = useStation();
  const chips = shallowRef<readonly ChipSummary[]>([]);

  async function load(): Promise<void> {
    chips.value = await client.request('chips:list', null);
  }

  function find(id: ChipId | null | undefined): ChipSummary | null {
    return chips.value.find((chip) => chip.id === id) ?? null;
  }

  /** The maker's spelling; the id itself for a chip that the station did not list. */
  function nameOf(id: ChipId): string {
    return find(id)?.name ?? id;
  }

  return { chips, load, find, nameOf };
});
