import { AppError } from '../src-shared/errors/app-error';
import type { FirmwareSource } from '../src-shared/ipc/contract';
import type { OfferedFile } from '../src-shared/model/backup';
import type { BackupStore } from './services/backups/backup-store';
import type { CrashServices } from './services/crash/crash-services';
import type { SystemProbe } from './services/doctor/system-probe';
import type { ExportsFolder } from './services/exports-folder';
import type { FirmwareImport } from './services/firmware-import';
import type { History } from './services/history';
import type { ImageFiles } from './services/image-files';
import type { JobRunner } from './services/job-runner';
import type { MonitorLogs } from './services/monitor/monitor-logs';
import type { MonitorService } from './services/monitor/monitor-service';
import type { OfferableCopy } from './services/offerable-file';
import type { PortRegistry } from './services/port-registry';
import type { SettingsStore } from './services/settings';
import type { StoppableFiles } from './services/stoppable-files';
import type { TraceHub } from './services/trace-hub';
import type { StationOptions } from './station';

/** What the handlers of requests answer with. */
export interface HandlerServices {
  readonly options: Pick<StationOptions, 'host' | 'version' | 'platform' | 'wallClock'>;
  readonly settings: SettingsStore;
  readonly ports: PortRegistry;
  readonly firmware: FirmwareImport;
  readonly files: StoppableFiles;
  readonly images: ImageFiles;
  readonly history: History;
  readonly jobs: JobRunner;
  readonly trace: TraceHub;
  readonly backups: BackupStore;
  readonly exports: ExportsFolder;
  readonly system: SystemProbe;
  readonly monitors: MonitorService;
  readonly monitorLogs: MonitorLogs;
  readonly crashes: CrashServices;
}

/** What names nothing on this computer that the page did not get from the station. */
const harmlessSources: readonly FirmwareSource['type'][] = ['file', 'text'];

/** A page in a browser may name what it has uploaded, but no path on this computer. Throws `request-forbidden`. */
export function refuseForbidden(
  { options }: Pick<HandlerServices, 'options'>,
  sources: readonly FirmwareSource[],
): void {
  const allowed = [...options.host.firmwareSources, ...harmlessSources];
  if (sources.some(({ type }) => !allowed.includes(type))) throw new AppError('request-forbidden');
}

/** Gives what was made to the user. Kept only for a browser, which fetches it later. */
export async function offerMade(
  { options, exports }: Pick<HandlerServices, 'options' | 'exports'>,
  made: Promise<OfferableCopy>,
): Promise<OfferedFile | null> {
  const file = await made;
  const offered = await options.host.offerFile(file);
  if (offered?.type !== 'download') await exports.remove(file.path);
  return offered;
}
