import { defineStore } from 'pinia';
import { computed, reactive, ref, watch } from 'vue';
import type { TextQuery } from '../../src-shared/model/monitor';
import { toAppError, type AppError } from '../../src-shared/errors/app-error';
import { compileQuery, type CompiledQuery } from '../../src-shared/monitor/text-query';
import { useStation } from '../api/station-client';
import { useMonitorsStore } from './monitors-store';
import { useTerminalStore } from './terminal-store';
import { useToastsStore } from './toasts-store';

type Direction = 'forward' | 'backward';

/** Looking for text in all that the station keeps of a monitor; what it finds is put in sight. */
export const useMonitorSearchStore = defineStore('monitor-search', () => {
  const { client } = useStation();
  const monitors = useMonitorsStore();
  const terminal = useTerminalStore();
  const toasts = useToastsStore();
  const isOpen = ref(false);
  const query = reactive<{ -readonly [K in keyof TextQuery]: TextQuery[K] }>({
    text: '',
    mode: 'text',
    caseSensitive: false,
  });
  const currentLine = ref<number | null>(null);
  const state = ref<'idle' | 'looking' | 'found' | 'wrapped' | 'nothing'>('idle');
  let latest = 0;

  const compiled = computed((): { query: CompiledQuery | null; problem: AppError | null } => {
    if (!isOpen.value || query.text === '') return { query: null, problem: null };
    try {
      return { query: compileQuery({ ...query }), problem: null };
    } catch (error) {
      return { query: null, problem: toAppError(error) };
    }
  });
  const problem = computed(() => compiled.value.problem);

  watch([() => ({ ...query }), () => monitors.currentId], forget);

  function forget(): void {
    latest += 1;
    currentLine.value = null;
    state.value = 'idle';
  }

  function open(text = ''): void {
    if (text !== '') Object.assign(query, { text, mode: 'text' });
    isOpen.value = true;
  }

  function close(): void {
    isOpen.value = false;
    forget();
  }

  /** From the line that was found last, else from what the reader sees; at an end it goes on from the other. */
  async function find(direction: Direction, seenLine: number | null): Promise<void> {
    const monitor = monitors.currentId;
    if (monitor === null || compiled.value.query === null) return;
    const ticket = ++latest;
    state.value = 'looking';
    const { firstLine, endLine } = terminal.kept;
    const from = startOf(direction, seenLine);
    const around = direction === 'forward' ? firstLine : endLine;
    try {
      const near = await ask(monitor, direction, from);
      const found = near ?? (await ask(monitor, direction, around));
      if (ticket !== latest) return;
      currentLine.value = found;
      state.value = found === null ? 'nothing' : near === null ? 'wrapped' : 'found';
      if (found !== null) await terminal.goTo(found);
    } catch (error) {
      if (ticket !== latest) return;
      state.value = 'idle';
      toasts.showError(error);
    }
  }

  function startOf(direction: Direction, seenLine: number | null): number {
    const { firstLine, endLine } = terminal.kept;
    const current = currentLine.value;
    if (current !== null) return direction === 'forward' ? current + 1 : current;
    if (direction === 'forward') return seenLine ?? firstLine;
    return terminal.following ? endLine : (seenLine ?? endLine);
  }

  function ask(monitor: string, direction: Direction, from: number): Promise<number | null> {
    const request = { query: { ...query }, from, direction, filter: terminal.filter };
    return client.request('monitor:find', { monitor, ...request });
  }

  return { isOpen, query, compiled, problem, currentLine, state, open, close, find };
});
