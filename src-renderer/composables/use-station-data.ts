import { watch } from 'vue';
import { useAppStore } from '../stores/app-store';
import { useBackupsStore } from '../stores/backups-store';
import { useBoardStore } from '../stores/board-store';
import { useChipsStore } from '../stores/chips-store';
import { useConnectionStore } from '../stores/connection-store';
import { useJobStore } from '../stores/job-store';
import { useLogStore } from '../stores/log-store';
import { useMonitorsStore } from '../stores/monitors-store';
import { usePartitionsStore } from '../stores/partitions-store';
import { usePortsStore } from '../stores/ports-store';
import { useSettingsStore } from '../stores/settings-store';
import { useTerminalStore } from '../stores/terminal-store';
import { useToastsStore } from '../stores/toasts-store';

/** Asks the station for all that the pages stand on, now and whenever it can be reached again. */
export function useStationData(): void {
  const app = useAppStore();
  const backups = useBackupsStore();
  const chips = useChipsStore();
  const connection = useConnectionStore();
  const jobs = useJobStore();
  const monitors = useMonitorsStore();
  const ports = usePortsStore();
  const settings = useSettingsStore();
  const toasts = useToastsStore();
  // These only listen: they must be there before the first event.
  useBoardStore();
  useLogStore();
  usePartitionsStore();
  useTerminalStore();

  async function load(): Promise<void> {
    try {
      // The settings first: the last port is among them.
      await settings.load();
      await Promise.all([
        app.load(),
        chips.load(),
        ports.load(),
        jobs.load(),
        backups.load(),
        monitors.load(),
      ]);
    } catch (error) {
      // That it cannot be reached is said by the banner.
      if (connection.state === 'ready') toasts.showError(error);
    }
  }

  watch(
    () => connection.state,
    (state) => {
      if (state === 'ready') void load();
    },
    { immediate: true },
  );
}
