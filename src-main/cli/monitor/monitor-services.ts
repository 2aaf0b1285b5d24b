import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { inlineFiles } from '../../platform/inline-files';
import { openCrashServices, type CrashServices } from '../../services/crash/crash-services';
import { ExportsFolder } from '../../services/exports-folder';
import { MonitorService } from '../../services/monitor/monitor-service';
import type { CliIo } from '../cli-io';

/** The station's services as far as a monitor in a terminal needs them; what they keep is gone afterwards. */
export interface MonitorServices {
  readonly monitors: MonitorService;
  readonly crashes: CrashServices;
  /** Closes the port. Never rejects. */
  close(): Promise<void>;
}

export async function openMonitorServices(io: CliIo): Promise<MonitorServices> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'kiln-monitor-'));
  const within = (name: string): string => path.join(folder, name);
  const wallClock = (): number => io.wallClock();
  const monitors = new MonitorService({
    transports: { open: (port) => io.openTransport(port) },
    clock: io.clock,
    wallClock,
    folder: within('monitors'),
    logsFolder: within('logs'),
    scans: inlineFiles,
    exports: new ExportsFolder(within('exports')),
    findPort: () => null,
    keepLogs: () => false,
  });
  const crashes = await openCrashServices({
    elfsFolder: within('elfs'),
    importsFolder: within('imports'),
    tasks: inlineFiles,
    wallClock,
  });
  return {
    monitors,
    crashes,
    async close() {
      await monitors.closeAll();
      await crashes.close();
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    },
  };
}
