import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { LineFormat, MonitorId, MonitorInfo } from '../../src-shared/model/monitor';
import type { PortId } from '../../src-shared/model/port';
import { useStation } from '../api/station-client';
import { useMonitorSettingsStore } from './monitor-settings-store';
import { usePortsStore } from './ports-store';
import { useToastsStore } from './toasts-store';

/** The monitors that are open, and the one that is looked at. */
export const useMonitorsStore = defineStore('monitors', () => {
  const { client } = useStation();
  const ports = usePortsStore();
  const toasts = useToastsStore();
  const remembered = useMonitorSettingsStore();
  const monitors = shallowRef<readonly MonitorInfo[]>([]);
  const currentId = ref<MonitorId | null>(null);
  /** How often the list was asked for: what was told in between may have been missed. */
  const loads = ref(0);
  /** A monitor was asked for and is not there yet. */
  const opening = ref(false);

  const current = computed(() => monitors.value.find(({ id }) => id === currentId.value) ?? null);
  /** The monitor of the port that is chosen in the top bar. */
  const ofSelectedPort = computed(() => monitors.value.find(({ port }) => ports.isSelected(port)) ?? null);

  client.on('monitor:changed', accept);

  function accept(next: readonly MonitorInfo[]): void {
    const place = monitors.value.findIndex(({ id }) => id === currentId.value);
    monitors.value = next;
    if (next.some(({ id }) => id === currentId.value)) return;
    // Whose place it took: closing one after another needs no aiming.
    currentId.value = (next[Math.max(0, place)] ?? next.at(-1))?.id ?? null;
  }

  async function load(): Promise<void> {
    accept(await client.request('monitor:list', null));
    loads.value += 1;
  }

  /** The chosen port where none is given. A port that has a monitor keeps it. */
  async function open(port: PortId | null = ports.selected?.id ?? null): Promise<void> {
    if (port === null) return;
    const known = monitors.value.find((monitor) => monitor.port === port);
    if (known) {
      select(known.id);
      return;
    }
    const { baud, format, attach } = remembered.settings;
    opening.value = true;
    try {
      const monitor = await client.request('monitor:open', { port, baud, format, attach });
      if (!monitors.value.some(({ id }) => id === monitor.id)) accept([...monitors.value, monitor]);
      select(monitor.id);
    } catch (error) {
      toasts.showError(error);
    } finally {
      opening.value = false;
    }
  }

  /** Once more, after it could not be opened. */
  async function reopen({ port, baud, format }: MonitorInfo): Promise<void> {
    const { attach } = remembered.settings;
    await ask(() => client.request('monitor:open', { port, baud, format, attach }));
  }

  async function close(id: MonitorId): Promise<void> {
    await ask(async () => {
      await client.request('monitor:close', { monitor: id });
      accept(monitors.value.filter((monitor) => monitor.id !== id));
    });
  }

  function select(id: MonitorId): void {
    currentId.value = id;
  }

  /** Rate and format of the current monitor; the next one is opened with them, unless they are an oddity of this board. */
  async function configure(
    change: { readonly baud?: number; readonly format?: LineFormat },
    forWhom: 'all' | 'this-board' = 'all',
  ): Promise<void> {
    const monitor = current.value;
    if (!monitor) return;
    const { baud = monitor.baud, format = monitor.format } = change;
    await ask(async () => {
      await client.request('monitor:configure', { monitor: monitor.id, baud, format });
      if (forWhom === 'all') await remembered.update({ baud, format });
    });
  }

  async function reset(into: 'app' | 'download'): Promise<void> {
    await withCurrent((monitor) => client.request('monitor:reset', { monitor, into }));
  }

  /** True asserts; what is left out stays. */
  async function setLines(lines: { readonly dtr?: boolean; readonly rts?: boolean }): Promise<void> {
    const { dtr = null, rts = null } = lines;
    await withCurrent((monitor) => client.request('monitor:set-lines', { monitor, dtr, rts }));
  }

  /** The continuous log of the current monitor. */
  async function setLog(on: boolean): Promise<void> {
    await withCurrent((monitor) => client.request('monitor:log', { monitor, on }));
  }

  async function clear(): Promise<void> {
    await withCurrent((monitor) => client.request('monitor:clear', { monitor }));
  }

  async function withCurrent(act: (monitor: MonitorId) => Promise<unknown>): Promise<void> {
    const id = currentId.value;
    if (id !== null) await ask(() => act(id));
  }

  async function ask(act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch (error) {
      toasts.showError(error);
    }
  }

  return {
    monitors,
    currentId,
    current,
    ofSelectedPort,
    opening,
    loads,
    load,
    open,
    reopen,
    close,
    select,
    configure,
    reset,
    setLines,
    setLog,
    clear,
  };
});
