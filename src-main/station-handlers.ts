import { AppError } from '../src-shared/errors/app-error';
import type { FirmwareImportRequest, RequestName, Requests } from '../src-shared/ipc/contract';
import type { BackupInfo, OfferedFile } from '../src-shared/model/backup';
import type { ImportOutcome } from '../src-shared/model/firmware';
import { offerMade, refuseForbidden, type HandlerServices } from './handler-services';
import { chipSummaries } from './services/chip-summaries';
import { diagnoseAdapters } from './services/doctor/diagnose-adapters';
import { chosenPort } from './services/last-port';
import { saveLayout } from './services/save-layout';
import { exportTrace } from './services/trace-export';
import { crashHandlers } from './station-crash-handlers';
import { monitorHandlers } from './station-monitor-handlers';

/** One for each request of the contract: a name left out does not compile. */
export type RequestHandlers = {
  readonly [N in RequestName]: (
    request: Requests[N]['request'],
  ) => Requests[N]['result'] | Promise<Requests[N]['result']>;
};

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
    ...monitorHandlers(services),
    ...crashHandlers({
      ...services,
      refuseForbidden: (sources) => refuseForbidden(services, sources),
      offerMade: (made) => offerMade(services, made),
    }),
    'settings:get': () => settings.current,
    'settings:set': (changes) => changeSettings(services, changes),
  };
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
