import { useMonitorSettingsStore } from '../stores/monitor-settings-store';
import { useMonitorsStore } from '../stores/monitors-store';
import { useTerminalStore } from '../stores/terminal-store';
import { useToastsStore } from '../stores/toasts-store';
import { plainLine } from '../model/monitor/render-line';
import { useMarkWords } from './use-mark-words';

/** Brings text of the terminal to the clipboard. */
export function useMonitorCopy() {
  const monitors = useMonitorsStore();
  const remembered = useMonitorSettingsStore();
  const terminal = useTerminalStore();
  const toasts = useToastsStore();
  const markWords = useMarkWords();

  async function copy(text: string): Promise<void> {
    if (text === '') return;
    try {
      await navigator.clipboard.writeText(text);
      toasts.show({ kind: 'copied' });
    } catch (error) {
      toasts.showError(error);
    }
  }

  /** All lines that the terminal holds, as it shows them. */
  async function copyShown(): Promise<void> {
    const { timestamps } = remembered.settings;
    const startMs = monitors.current?.openedAtMs ?? 0;
    const lines = terminal.windowLines.map((line, index, all) =>
      plainLine(line, all[index - 1]?.atMs ?? null, { timestamps, startMs, markWords }),
    );
    await copy(lines.join('\n'));
  }

  return { copy, copyShown };
}
