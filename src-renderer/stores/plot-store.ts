import { defineStore } from 'pinia';
import { computed, reactive, ref, shallowRef } from 'vue';
import type { MonitorBatch, MonitorId, MonitorLine } from '../../src-shared/model/monitor';
import { useStation } from '../api/station-client';
import { NumberTable, type NumberSeries } from '../model/monitor/plot/number-series';
import type { TimeRange } from '../model/monitor/plot/plot-points';
import { useMonitorsStore } from './monitors-store';
import { useToastsStore } from './toasts-store';

/** What came before the plot was opened is looked through so far back. */
const earlierLines = 5000;

/** One monitor's plot. */
interface Plot {
  readonly table: NumberTable;
  /** Lines up to this one are in the table. */
  nextLine: number;
  /** Those that came while the earlier ones were being read. */
  waiting: MonitorLine[] | null;
}

/** The numbers in the lines of those monitors whose plot was opened; they are collected while it is closed, too. */
export const usePlotStore = defineStore('plot', () => {
  const { client } = useStation();
  const monitors = useMonitorsStore();
  const toasts = useToastsStore();
  const plots = new Map<MonitorId, Plot>();
  const shown = shallowRef<Plot | null>(null);
  /** Changes whenever what is shown has new points: they are not followed one by one. */
  const version = ref(0);
  const hidden = reactive(new Set<string>());
  /** What is looked at: null follows what comes. */
  const range = shallowRef<TimeRange | null>(null);

  const series = computed((): readonly NumberSeries[] =>
    version.value < 0 || shown.value === null ? [] : shown.value.table.series,
  );

  client.on('monitor:data', take);
  client.on('monitor:changed', (infos) => {
    const open = new Set(infos.map(({ id }) => id));
    for (const id of plots.keys()) if (!open.has(id)) plots.delete(id);
  });

  /** The plot of the current monitor is looked at from now on. */
  async function open(): Promise<void> {
    const monitor = monitors.current;
    range.value = null;
    shown.value = monitor === null ? null : (plots.get(monitor.id) ?? null);
    if (monitor === null || shown.value !== null) return;
    const plot: Plot = { table: new NumberTable(), nextLine: 0, waiting: [] };
    plots.set(monitor.id, plot);
    shown.value = plot;
    await readEarlier(monitor.id, plot);
  }

  async function readEarlier(monitor: MonitorId, plot: Plot): Promise<void> {
    try {
      // From behind the last line there can be: how many there are by now, only the station knows.
      const from = Number.MAX_SAFE_INTEGER;
      const request = { monitor, from, count: earlierLines, direction: 'backward', filter: null } as const;
      const page = await client.request('monitor:read', request);
      put(plot, page.lines);
    } catch (error) {
      if (monitors.current?.id === monitor) toasts.showError(error);
    } finally {
      const waiting = plot.waiting ?? [];
      plot.waiting = null;
      put(plot, waiting);
    }
  }

  function take({ monitor, lines }: MonitorBatch): void {
    const plot = plots.get(monitor);
    if (!plot) return;
    if (plot.waiting === null) put(plot, lines);
    else plot.waiting = [...plot.waiting, ...lines].slice(-earlierLines);
  }

  function put(plot: Plot, lines: readonly MonitorLine[]): void {
    let hasNew = false;
    for (const line of lines) {
      if (line.number < plot.nextLine) continue;
      plot.nextLine = line.number + 1;
      hasNew = plot.table.add(line) || hasNew;
    }
    if (hasNew && shown.value === plot) version.value += 1;
  }

  function toggle(id: string): void {
    if (!hidden.delete(id)) hidden.add(id);
  }

  return { version, series, hidden, range, open, toggle };
});
