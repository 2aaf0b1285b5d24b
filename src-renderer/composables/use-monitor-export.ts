import type { MonitorFilter, TimestampMode } from '../../src-shared/model/monitor';
import { useStation } from '../api/station-client';
import { useMonitorsStore } from '../stores/monitors-store';
import { useOfferedFile } from './use-offered-file';

const endings = { text: 'txt', csv: 'csv', raw: 'bin' } as const;

/** Gives the text of the current monitor to the user as a file. */
export function useMonitorExport() {
  const { client } = useStation();
  const monitors = useMonitorsStore();
  const offeredFile = useOfferedFile();

  async function save(
    to: keyof typeof endings,
    timestamps: TimestampMode,
    filter: MonitorFilter | null,
  ): Promise<void> {
    const monitor = monitors.current;
    if (!monitor) return;
    await offeredFile.take(
      () => client.request('monitor:export', { monitor: monitor.id, to, timestamps, filter }),
      `${monitor.label}.${endings[to]}`,
    );
  }

  return { save };
}
