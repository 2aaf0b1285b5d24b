import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import type { MonitorFindings, MonitorId } from '../../src-shared/model/monitor';
import { useStation } from '../api/station-client';
import { groupByBoot } from '../model/monitor/findings/group-by-boot';
import { mergeFindings } from '../model/monitor/findings/merge-findings';
import { useConnectionStore } from './connection-store';
import { useMonitorsStore } from './monitors-store';
import { useToastsStore } from './toasts-store';

const nothing = (monitor: MonitorId): MonitorFindings => ({
  monitor,
  insights: [],
  crashes: [],
  coreDumps: [],
});

/** What was read out of each monitor's text. */
export const useFindingsStore = defineStore('findings', () => {
  const { client } = useStation();
  const connection = useConnectionStore();
  const monitors = useMonitorsStore();
  const toasts = useToastsStore();
  const byMonitor = shallowRef<ReadonlyMap<MonitorId, MonitorFindings>>(new Map());

  const current = computed(() => {
    const id = monitors.current?.id;
    return id === undefined ? null : (byMonitor.value.get(id) ?? nothing(id));
  });
  const boots = computed(() => (current.value === null ? [] : groupByBoot(current.value)));

  client.on('monitor:found', (news) => {
    put(mergeFindings(byMonitor.value.get(news.monitor) ?? nothing(news.monitor), news));
  });
  client.on('monitor:changed', (infos) => {
    const open = new Set(infos.map(({ id }) => id));
    if ([...byMonitor.value.keys()].every((id) => open.has(id))) return;
    byMonitor.value = new Map([...byMonitor.value].filter(([id]) => open.has(id)));
  });
  client.on('monitor:data', ({ monitor, lines }) => {
    // What was found goes with the text.
    if (lines.some(({ mark }) => mark?.type === 'cleared')) void load(monitor);
  });
  watch(
    [() => monitors.current?.id ?? null, () => connection.state],
    ([id, state]) => {
      if (id !== null && state === 'ready') void load(id);
    },
    { immediate: true },
  );

  function put(findings: MonitorFindings): void {
    byMonitor.value = new Map(byMonitor.value).set(findings.monitor, findings);
  }

  async function load(monitor: MonitorId): Promise<void> {
    try {
      put(await client.request('monitor:found', { monitor }));
    } catch (error) {
      // A monitor that was closed meanwhile has nothing to say.
      if (monitors.current?.id === monitor) toasts.showError(error);
    }
  }

  return { current, boots, load };
});
