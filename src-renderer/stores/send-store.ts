import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { toAppError, type AppError } from '../../src-shared/errors/app-error';
import type { FirmwareSource } from '../../src-shared/ipc/contract';
import type { LineEnding, Snippet } from '../../src-shared/model/monitor';
import { useStation } from '../api/station-client';
import { useMonitorSettingsStore } from './monitor-settings-store';
import { useMonitorsStore } from './monitors-store';
import { useToastsStore } from './toasts-store';

const maxHistory = 100;

/** What goes to the board of the current monitor: lines, bytes, files, keys. */
export const useSendStore = defineStore('send', () => {
  const { client } = useStation();
  const monitors = useMonitorsStore();
  const remembered = useMonitorSettingsStore();
  const toasts = useToastsStore();
  const text = ref('');
  const mode = ref<'text' | 'hex'>('text');
  /** What is wrong with what is typed, as the station said. */
  const problem = ref<AppError | null>(null);
  /** Keys that are pressed in the terminal go to the board. */
  const typesDirectly = ref(false);
  /** How far back in what was sent; -1: what is typed now. */
  const historyAt = ref(-1);
  let typed = '';

  const canSend = computed(() => monitors.current?.state.type === 'open');
  const sending = computed(() => monitors.current?.sending ?? null);

  /** What is typed. It stays where it was when it could not be sent. */
  async function send(): Promise<void> {
    const sent = text.value;
    problem.value = await sendNow(sent, mode.value);
    if (problem.value) return;
    text.value = '';
    historyAt.value = -1;
    if (sent !== '') {
      const history = [sent, ...remembered.settings.history.filter((line) => line !== sent)];
      await remembered.update({ history: history.slice(0, maxHistory) });
    }
  }

  async function sendSnippet(snippet: Snippet): Promise<void> {
    const error = await sendNow(snippet.text, snippet.mode);
    if (error) toasts.showError(error);
  }

  async function sendNow(words: string, as: 'text' | 'hex'): Promise<AppError | null> {
    const monitor = monitors.currentId;
    if (monitor === null) return null;
    const { lineEnding, localEcho } = remembered.settings;
    const what =
      as === 'text'
        ? ({ type: 'text', text: words, ending: lineEnding } as const)
        : ({ type: 'hex', hex: words } as const);
    try {
      await client.request('monitor:send', { monitor, what, echo: localEcho });
      return null;
    } catch (error) {
      return toAppError(error);
    }
  }

  /** Characters as they were typed, without a line end. */
  async function sendKeys(keys: string, ending: LineEnding = 'none'): Promise<void> {
    const monitor = monitors.currentId;
    if (monitor === null || !canSend.value) return;
    try {
      const what = { type: 'text', text: keys, ending } as const;
      await client.request('monitor:send', { monitor, what, echo: false });
    } catch (error) {
      toasts.showError(error);
    }
  }

  /** Something else is typed now than what was sent before. */
  function edit(next: string): void {
    text.value = next;
    historyAt.value = -1;
    problem.value = null;
  }

  /** Up (1) to what was sent before, down (-1) back to what was being typed. */
  function browseHistory(steps: 1 | -1): void {
    const { history } = remembered.settings;
    const next = historyAt.value + steps;
    if (next < -1 || next >= history.length) return;
    if (historyAt.value === -1) typed = text.value;
    historyAt.value = next;
    text.value = next === -1 ? typed : (history[next] ?? '');
    problem.value = null;
  }

  async function sendFile(
    pick: () => Promise<readonly FirmwareSource[] | null>,
    pacing: { readonly chunkBytes: number; readonly pauseMs: number },
  ): Promise<void> {
    const monitor = monitors.currentId;
    try {
      const [source] = (await pick()) ?? [];
      if (monitor === null || !source) return;
      await client.request('monitor:send-file', { monitor, source, ...pacing });
    } catch (error) {
      toasts.showError(error);
    }
  }

  async function stopSending(): Promise<void> {
    const monitor = monitors.currentId;
    if (monitor !== null) await client.request('monitor:stop-sending', { monitor }).catch(toasts.showError);
  }

  return {
    text,
    mode,
    problem,
    typesDirectly,
    canSend,
    sending,
    edit,
    send,
    sendSnippet,
    sendKeys,
    browseHistory,
    sendFile,
    stopSending,
  };
});
