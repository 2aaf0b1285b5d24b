import { AppError } from '../src-shared/errors/app-error';
import type {
  FirmwareImportRequest,
  FirmwareSource,
  RequestName,
  Requests,
} from '../src-shared/ipc/contract';
import type { BackupInfo, OfferedFile } from '../src-shared/model/backup';
import type { ImportOutcome } from '../src-shared/model/firmware';
import type { BackupStore } from './services/backups/backup-store';
import { chipSummaries } from './services/chip-summaries';
import type { SystemProbe } from './services/doctor/system-probe';
import { diagnoseAdapters } from './services/doctor/diagnose-adapters';
import type { ExportsFolder } from './services/exports-folder';
import type { FirmwareImport } from './services/firmware-import';
import type { History } from './services/history';
import type { ImageFiles } from './services/image-files';
import type { JobRunner } from './services/job-runner';
import { chosenPort } from './services/last-port';
import type { OfferableCopy } from './services/offerable-file';
import type { PortRegistry } from './services/port-registry';
import { saveLayout } from './services/save-layout';
import type { SettingsStore } from './services/settings';
import type { StoppableFiles } from './services/stoppable-files';
import { exportTrace } from './services/trace-export';
import type { TraceHub } from './services/trace-hub';
import type { StationOptions } from './station';

/** One for each request of the contract: a name left out does not compile. */
export type RequestHandlers = {
  readonly [N in RequestName]: (
    request: Requests[N]['request'],
  ) => Requests[N]['result'] | Promise<Requests[N]['result']>;
};

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
}

/** The contract, answered by the services. */
export function createHandlers(services: HandlerServices): RequestHandlers {
  const { options, settings, ports, files, history, images, jobs, backups, system } = services;
  const { host, version, platform } = options;
  const keepSimulated = (): Promise<unknown> => settings.change({ simulatedBoards: ports.simulatedSpecs() });
  const keepNetwork = (): Promise<unknown> => settings.change({ networkPorts: ports.networkUrls() });
  return {
    'app:info': () => ({ version, host: host.kind, platform }),
    'chips:list': () => chipSummaries,
    'ports:list': () => ports.list(),
    'sim:add': async (spec) => {
      const port = ports.addSimulated(spec);
      await keepSimulated();
      return port;
    },
    'sim:remove': async ({ port }) => {
      if (!ports.removeSimulated(port)) throw new AppError('port-not-found', { port });
      await keepSimulated();
      return null;
    },
    'network-port:add': async ({ url }) => {
      const port = ports.addNetwork(url);
      await keepNetwork();
      return port;
    },
    'network-port:remove': async ({ port }) => {
      if (!ports.removeNetwork(port)) throw new AppError('port-not-found', { port });
      await keepNetwork();
      return null;
    },
    'doctor:adapters': async () => diagnoseAdapters(await ports.list(), system),
    'firmware:choose': ({ what }) => host.chooseFirmware(what),
    'firmware:import': (request) => importFirmware(services, request),
    'layout:save': (layout) => host.offerFile(saveLayout(services.firmware, layout)),
    'files:cancel': () => {
      files.stop();
      return null;
    },
    'image:inspect': (request) => {
      refuseForbidden(services, [request.source]);
      return images.inspect(request);
    },
    'image:compare': (request) => images.compare(request),
    'image:convert': (request) => offerMade(services, images.convert(request)),
    'image:merge': (request) => offerMade(services, images.merge(request)),
    'partitions:export': (request) => offerMade(services, images.exportPartitions(request)),
    'nvs:export': (request) => offerMade(services, images.exportNvs(request)),
    'job:start': (request) => jobs.start(request),
    'job:cancel': async ({ jobId }) => {
      await jobs.cancel(jobId);
      return null;
    },
    'job:list': ({ limit }) => history.list(limit),
    'backup:list': () => backups.list(),
    'backup:export': ({ backup }) =>
      backups.withFile(backup, (path, { fileName }) => host.offerFile({ path, suggestedName: fileName })),
    'backup:delete': async ({ backup }) => {
      await backups.delete(backup);
      return null;
    },
    'backup:import': (request) => importBackup(services, request),
    'trace:export': async ({ jobId }) => offerTrace(services, jobId),
    'settings:get': () => settings.current,
    'settings:set': (changes) => changeSettings(services, changes),
  };
}

/** What names nothing on this computer that the page did not get from the station. */
const harmlessSources: readonly FirmwareSource['type'][] = ['file', 'text'];

/** A page in a browser may name what it has uploaded, but no path on this computer. */
function refuseForbidden({ options }: HandlerServices, sources: readonly FirmwareSource[]): void {
  const allowed = [...options.host.firmwareSources, ...harmlessSources];
  if (sources.some(({ type }) => !allowed.includes(type))) throw new AppError('request-forbidden');
}

/** Gives what was made to the user. Kept only for a browser, which fetches it later. */
async function offerMade(
  { options, exports }: HandlerServices,
  made: Promise<OfferableCopy>,
): Promise<OfferedFile | null> {
  const file = await made;
  const offered = await options.host.offerFile(file);
  if (offered?.type !== 'download') await exports.remove(file.path);
  return offered;
}

function importFirmware(services: HandlerServices, request: FirmwareImportRequest): Promise<ImportOutcome> {
  refuseForbidden(services, request.sources);
  return services.firmware.import(request);
}

async function importBackup(
  services: HandlerServices,
  { source, chip, offset }: Requests['backup:import']['request'],
): Promise<BackupInfo> {
  refuseForbidden(services, [source]);
  return services.backups.import(await services.firmware.locateFile(source), { chip, offset });
}

async function offerTrace(
  { options, history, ports, trace, exports }: HandlerServices,
  jobId: Requests['trace:export']['request']['jobId'],
): Promise<OfferedFile | null> {
  const { version, platform, wallClock, host } = options;
  return host.offerFile(
    await exportTrace({ version, platform, wallClock, exports, history, ports, trace }, jobId),
  );
}

/** The boards that settings name are ports, too. */
function changeSettings(
  { settings, ports }: HandlerServices,
  changes: Requests['settings:set']['request'],
): Promise<Requests['settings:set']['result']> {
  const { simulatedBoards, networkPorts, lastPort } = changes;
  if (simulatedBoards !== undefined) ports.replaceSimulated(simulatedBoards);
  if (networkPorts !== undefined) ports.replaceNetwork(networkPorts);
  return settings.change({
    ...changes,
    ...(simulatedBoards === undefined ? {} : { simulatedBoards: ports.simulatedSpecs() }),
    ...(networkPorts === undefined ? {} : { networkPorts: ports.networkUrls() }),
    ...(lastPort === undefined ? {} : chosenPort(lastPort, lastPort === null ? null : ports.find(lastPort))),
  });
}
