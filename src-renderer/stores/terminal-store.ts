import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type {
  MonitorBatch,
  MonitorFilter,
  MonitorId,
  MonitorInfo,
  MonitorLine,
} from '../../src-shared/model/monitor';
import { useStation } from '../api/station-client';
import { LineFeed } from './line-feed';
import { useMonitorsStore } from './monitors-store';
import { TerminalWindow, type LinePlace, type WindowPlace, type WindowView } from './terminal-window';
import { useToastsStore } from './toasts-store';

/** Gets new lines of the current monitor, in order; none twice. */
export type LinesListener = (lines: readonly MonitorLine[]) => void;

/** The text of the monitors, and the window through which the current one is read. */
export const useTerminalStore = defineStore('terminal', () => {
  const { client } = useStation();
  const monitors = useMonitorsStore();
  const toasts = useToastsStore();
  const feeds = new Map<MonitorId, LineFeed>();
  const listeners = new Set<LinesListener>();
  const views = new Set<WindowView>();
  let wanted: { line: number; at: LinePlace } | null = null;
  let isGoing = false;
  /** The newest lines of the current monitor, whatever the filter says. */
  const lines = shallowRef<readonly MonitorLine[]>([]);
  const openLine = shallowRef<MonitorBatch['open']>(null);
  /** What the station keeps of the current monitor. */
  const kept = shallowRef({ firstLine: 0, endLine: 0, receivedBytes: 0 });
  const following = ref(true);
  const waiting = ref(0);
  /** The line that somebody asked to see: shown apart from the others. */
  const markedLine = ref<number | null>(null);
  const windowLines = shallowRef<readonly MonitorLine[]>([]);
  const atStart = ref(false);
  /** The lines at the top and at the bottom of what the reader sees. */
  const sight = shallowRef({ first: 0, last: -1 });
  const window = shallowRef<TerminalWindow | null>(null);
  /** Each monitor has its own. */
  const filters = shallowRef<ReadonlyMap<MonitorId, MonitorFilter>>(new Map());
  const filter = computed(() => filters.value.get(monitors.currentId ?? '') ?? null);

  client.on('monitor:data', (batch) => feeds.get(batch.monitor)?.accept(batch));
  watch(
    () => monitors.monitors,
    (next) => {
      keepFeeds(next);
    },
    { immediate: true, flush: 'sync' },
  );
  watch(
    () => monitors.currentId,
    (id) => {
      show(id);
    },
    { immediate: true, flush: 'sync' },
  );

  watch(
    () => monitors.loads,
    () => {
      for (const info of monitors.monitors) void feedOf(info).catchUp(info.endLine);
    },
    { flush: 'sync' },
  );

  function keepFeeds(infos: readonly MonitorInfo[]): void {
    const known = new Set(infos.map(({ id }) => id));
    for (const id of feeds.keys()) if (!known.has(id)) feeds.delete(id);
    for (const info of infos) feedOf(info);
  }

  function feedOf(info: MonitorInfo): LineFeed {
    const known = feeds.get(info.id);
    if (known) return known;
    const feed = new LineFeed(client, info, (added) => {
      if (info.id === monitors.currentId) receive(feed, added);
    });
    feed.receivedBytes = info.receivedBytes;
    feeds.set(info.id, feed);
    void feed.catchUp(info.endLine);
    return feed;
  }

  function receive(feed: LineFeed, added: readonly MonitorLine[]): void {
    take(feed);
    window.value?.received(added);
    mirror();
    if (added.length > 0) for (const listener of listeners) listener(added);
  }

  function take(feed: LineFeed): void {
    lines.value = feed.tail;
    openLine.value = feed.open;
    kept.value = { firstLine: feed.firstLine, endLine: feed.next, receivedBytes: feed.receivedBytes };
  }

  function show(id: MonitorId | null): void {
    const info = monitors.monitors.find((monitor) => monitor.id === id);
    markedLine.value = null;
    if (!info) {
      window.value = null;
      lines.value = [];
      openLine.value = null;
      kept.value = { firstLine: 0, endLine: 0, receivedBytes: 0 };
      mirror();
      return;
    }
    const feed = feedOf(info);
    take(feed);
    const columns = window.value?.columns ?? 80;
    window.value = new TerminalWindow(
      {
        feed,
        read: (request) => client.request('monitor:read', { monitor: info.id, ...request }),
        changed: mirror,
        failed: toasts.showError,
      },
      {
        replaced: (shown, place) => {
          mirror();
          for (const view of views) view.replaced(shown, place);
        },
        appended: (added) => {
          for (const view of views) view.appended(added);
        },
        topLine: () => [...views][0]?.topLine() ?? null,
      },
    );
    window.value.columns = columns;
    void window.value.setFilter(filter.value);
  }

  /** Throws `pattern-invalid`, and then nothing has changed. */
  function setFilter(next: MonitorFilter | null): void {
    const id = monitors.currentId;
    if (id === null) return;
    void window.value?.setFilter(next);
    const changed = new Map(filters.value);
    if (next) changed.set(id, next);
    else changed.delete(id);
    filters.value = changed;
    mirror();
  }

  /** How many characters fit beside each other in the terminal. */
  function setColumns(columns: number): void {
    if (window.value) window.value.columns = columns;
  }

  /** What of the window the page shows beside its lines. */
  function mirror(): void {
    following.value = window.value?.following ?? true;
    waiting.value = window.value?.waiting ?? 0;
    windowLines.value = window.value?.lines ?? [];
    atStart.value = window.value?.atStart ?? false;
  }

  /** Shows the window in a terminal, from now on; returns what ends it. */
  function attach(view: WindowView): () => void {
    views.add(view);
    const place: WindowPlace = following.value ? { type: 'end' } : { type: 'keep' };
    view.replaced(window.value?.lines ?? [], place);
    return () => views.delete(view);
  }

  function onLines(listener: LinesListener): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** Puts a line in sight and shows which it is. */
  async function jumpTo(line: number): Promise<void> {
    markedLine.value = line;
    await goTo(line);
  }

  /** Puts a line in sight. Of those that are asked for while one is fetched, only the last is. */
  async function goTo(line: number, at: LinePlace = 'within'): Promise<void> {
    wanted = { line, at };
    if (isGoing) return;
    isGoing = true;
    for (let next = takeWanted(); next; next = takeWanted()) await window.value?.jumpTo(next.line, next.at);
    isGoing = false;
    mirror();
  }

  function takeWanted(): { line: number; at: LinePlace } | null {
    const next = wanted;
    wanted = null;
    return next;
  }

  async function follow(): Promise<void> {
    markedLine.value = null;
    await window.value?.follow();
    mirror();
  }

  function pause(): void {
    window.value?.pause();
    mirror();
  }

  async function scrolledNear(edge: 'start' | 'end', isAtEdge: boolean): Promise<void> {
    const shown = window.value;
    if (!shown) return;
    if (edge === 'start') await shown.extendUp();
    else if ((await shown.extendDown()) && isAtEdge) shown.resume();
    mirror();
  }

  return {
    lines,
    openLine,
    kept,
    following,
    waiting,
    markedLine,
    windowLines,
    atStart,
    sight,
    filter,
    setFilter,
    setColumns,
    attach,
    onLines,
    jumpTo,
    goTo,
    follow,
    pause,
    scrolledNear,
  };
});
