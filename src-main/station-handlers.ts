import { AppError } from '../src-shared/errors/app-error';
import type { FirmwareImportRequest, RequestName, Requests } from '../src-shared/ipc/contract';
import type { ImportedFirmware } from '../src-shared/model/firmware';
import { chipSummaries } from './services/chip-summaries';
import type { FirmwareImport } from './services/firmware-import';
import type { History } from './services/history';
import type { JobRunner } from './services/job-runner';
import type { PortRegistry } from './services/port-registry';
import type { SettingsStore } from './services/settings';
import type { StationOptions } from './station';

/** One for each request of the contract: a name left out does not compile. */
export type RequestHandlers = {
  readonly [N in RequestName]: (
    request: Requests[N]['request'],
  ) => Requests[N]['result'] | Promise<Requests[N]['result']>;
};

export interface HandlerServices {
  readonly options: Pick<StationOptions, 'host' | 'version' | 'platform'>;
  readonly settings: SettingsStore;
  readonly ports: PortRegistry;
  readonly firmware: FirmwareImport;
  readonly history: History;
  readonly jobs: JobRunner;
}

/** The contract, answered by the services. */
export function createHandlers(services: HandlerServices): RequestHandlers {
  const { options, settings, ports, history, jobs } = services;
  const { host, version, platform } = options;
  const keepSimulated = (): Promise<unknown> => settings.change({ simulatedBoards: ports.simulatedSpecs() });
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
    'firmware:choose': ({ what }) => host.chooseFirmware(what),
    'firmware:import': (request) => importFirmware(services, request),
    'job:start': (request) => jobs.start(request),
    'job:cancel': async ({ jobId }) => {
      await jobs.cancel(jobId);
      return null;
    },
    'job:list': ({ limit }) => history.list(limit),
    'settings:get': () => settings.current,
    'settings:set': (changes) => {
      if (changes.simulatedBoards !== undefined) ports.replaceSimulated(changes.simulatedBoards);
      return settings.change(changes);
    },
  };
}

/** A page in a browser may name what it has uploaded, but no path on this computer. */
function importFirmware(
  { options, firmware }: HandlerServices,
  request: FirmwareImportRequest,
): Promise<ImportedFirmware> {
  const { firmwareSources } = options.host;
  if (request.sources.some(({ type }) => !firmwareSources.includes(type)))
    throw new AppError('request-forbidden');
  return firmware.import(request);
}
