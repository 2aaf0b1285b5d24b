import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { toAppError, type AppError } from '../../src-shared/errors/app-error';
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
  /** What the chosen port was called before its board came back under another name. */
  const formerIds = shallowRef<readonly PortId[]>([]);
  const refreshing = ref(false);

  const selected = computed(() => ports.value.find((port) => port.id === chosen.value?.id) ?? chosen.value);
  const isGone = computed(
    () => chosen.value !== null && !ports.value.some((port) => port.id === chosen.value?.id),
  );
  const simulated = computed(() => ports.value.filter((port) => port.kind === 'simulated'));
  const network = computed(() => ports.value.filter((port) => port.kind === 'network'));

  client.on('ports:changed', accept);

  function accept(next: readonly PortInfo[]): void {
    const before = chosen.value;
    ports.value = next;
    chosen.value = choosePort(next, before, settings.settings.lastPort);
    if (before && chosen.value && before.id !== chosen.value.id)
      formerIds.value = [...formerIds.value, before.id].filter((id) => id !== chosen.value?.id);
  }

  /** Whether this is the chosen port, by the name that it has or had. */
  function isSelected(id: PortId): boolean {
    return id === selected.value?.id || formerIds.value.includes(id);
  }

  function select(id: PortId): void {
    if (id !== chosen.value?.id) formerIds.value = [];
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

  /** Adds the address and turns to it. Answers with what is wrong with it: that belongs beside the field. */
  async function addNetwork(url: string): Promise<AppError | null> {
    try {
      const port = await client.request('network-port:add', { url });
      await load();
      select(port.id);
      return null;
    } catch (error) {
      return toAppError(error);
    }
  }

  const removeSimulated = (id: PortId): Promise<void> => remove('sim:remove', id);
  const removeNetwork = (id: PortId): Promise<void> => remove('network-port:remove', id);

  async function remove(request: 'sim:remove' | 'network-port:remove', id: PortId): Promise<void> {
    try {
      await client.request(request, { port: id });
      if (chosen.value?.id === id) {
        chosen.value = null;
        formerIds.value = [];
      }
      await load();
    } catch (error) {
      toasts.showError(error);
    }
  }

  return {
    ports,
    selected,
    formerIds,
    isGone,
    simulated,
    network,
    refreshing,
    isSelected,
    select,
    load,
    refresh,
    addSimulated,
    removeSimulated,
    addNetwork,
    removeNetwork,
  };
});
