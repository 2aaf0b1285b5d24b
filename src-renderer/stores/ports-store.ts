import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { PortId, PortInfo, SimulatedBoardSpec } from '../../src-shared/model/port';
import { useStation } from '../api/station-client';
import { choosePort } from './choose-port';
import { useSettingsStore } from './settings-store';
import { useToastsStore } from './toasts-store';

/** The ports that are there, and the one that the user works with. */
export const usePortsStore = defineStore('ports', () => {
  const { client } = useStation();
  const settings = useSettingsStore();
  const toasts = useToastsStore();
  const ports = shallowRef<readonly PortInfo[]>([]);
  /** The last known form of the chosen port, kept while it is unplugged. */
  const chosen = shallowRef<PortInfo | null>(null);
  const refreshing = ref(false);

  const selected = computed(() => ports.value.find((port) => port.id === chosen.value?.id) ?? chosen.value);
  const isGone = computed(
    () => chosen.value !== null && !ports.value.some((port) => port.id === chosen.value?.id),
  );
  const simulated = computed(() => ports.value.filter((port) => port.kind === 'simulated'));

  client.on('ports:changed', accept);

  function accept(next: readonly PortInfo[]): void {
    ports.value = next;
    chosen.value = choosePort(next, chosen.value, settings.settings.lastPort);
  }

  function select(id: PortId): void {
    chosen.value = ports.value.find((port) => port.id === id) ?? chosen.value;
    void settings.update({ lastPort: id });
  }

  async function load(): Promise<void> {
    accept(await client.request('ports:list', null));
  }

  async function refresh(): Promise<void> {
    refreshing.value = true;
    await load().catch(toasts.showError);
    refreshing.value = false;
  }

  /** Adds the board and turns to it. */
  async function addSimulated(spec: SimulatedBoardSpec): Promise<void> {
    try {
      const port = await client.request('sim:add', spec);
      await load();
      select(port.id);
    } catch (error) {
      toasts.showError(error);
    }
  }

  async function removeSimulated(id: PortId): Promise<void> {
    try {
      await client.request('sim:remove', { port: id });
      if (chosen.value?.id === id) chosen.value = null;
      await load();
    } catch (error) {
      toasts.showError(error);
    }
  }

  return {
    ports,
    selected,
    isGone,
    simulated,
    refreshing,
    select,
    load,
    refresh,
    addSimulated,
    removeSimulated,
  };
});
