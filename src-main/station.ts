import path from 'node:path';
import type { AppInfo, EventName, Events, FirmwareSource } from '../src-shared/ipc/contract';
import type { ChipId } from '../src-shared/model/chip';
import type { Clock } from '../src-shared/time/clock';
import { chips } from './engine/chips/registry';
import type { Compute } from './engine/engine-context';
import { TransportRegistry } from './engine/transport/open-transport';
import type { BoardAccess } from './services/board-access';
import { eraseJob } from './services/erase-job';
import { FirmwareImport } from './services/firmware-import';
import { flashJob, type FirmwareReader } from './services/flash-job';
import { History } from './services/history';
import { identifyJob } from './services/identify-job';
import type { ExecuteJob } from './services/job-control';
import { JobRunner } from './services/job-runner';
import { createNativePortLister } from './services/list-native-ports';
import type { ListNativePorts } from './services/native-ports';
import { PortRegistry } from './services/port-registry';
import { SettingsStore } from './services/settings';
import { SimulatedPorts } from './services/simulated-ports';
import { TraceHub } from './services/trace-hub';
import { SimulatedBench } from './simulator/board-bench';
import { createHandlers, type RequestHandlers } from './station-handlers';

/** What the station asks of whoever runs it. */
export interface HostAdapter {
  readonly kind: AppInfo['host'];
  /** The kinds of firmware sources that this host's renderer may name. */
  readonly firmwareSources: readonly FirmwareSource['type'][];
  /** Null when the user changed their mind, or when the host has no dialog of its own. */
  chooseFirmware(what: 'files' | 'folder'): Promise<readonly FirmwareSource[] | null>;
}

export interface StationOptions {
  readonly userDataFolder: string;
  /** Holds `demo`. */
  readonly resourcesFolder: string;
  readonly clock: Clock;
  /** Ms since 1970. */
  readonly wallClock: () => number;
  readonly compute: Compute;
  readonly host: HostAdapter;
  readonly version: string;
  readonly platform: string;
  /** How to list the system's serial ports; the real way where it is left out. */
  readonly listNativePorts?: ListNativePorts;
}

export interface Station {
  readonly handlers: RequestHandlers;
  /** Makes a folder that the host has filled known to `firmware:import`. Returns what takes it back. */
  registerUpload(id: string, folder: string): () => void;
  /** Jobs that are queued or running. */
  readonly activeJobCount: number;
  on<N extends EventName>(name: N, listener: (event: Events[N]) => void): () => void;
  /** Stops every job, lets their records be written and frees what is held. */
  close(): Promise<void>;
}

/** Builds the services and ties them together; the same for every host. */
export async function createStation(options: StationOptions): Promise<Station> {
  const { clock, wallClock, compute, userDataFolder, resourcesFolder } = options;
  const settings = await SettingsStore.load(path.join(userDataFolder, 'settings.json'));
  const simulated = new SimulatedPorts(chipNames());
  simulated.replace(settings.current.simulatedBoards);
  const listNative = options.listNativePorts ?? createNativePortLister();
  const ports = new PortRegistry({ listNative, simulated, clock });
  const firmware = new FirmwareImport({ compute, demoFolder: path.join(resourcesFolder, 'demo', 'esp32c3') });
  const history = new History(path.join(userDataFolder, 'history'));
  const trace = new TraceHub(clock);
  const execute = jobExecutor({ transports: createTransports(clock, simulated), clock, compute }, firmware);
  const jobs = new JobRunner({ execute, history, trace, clock, wallClock });

  const subscribe: { readonly [N in EventName]: (listener: (event: Events[N]) => void) => () => void } = {
    'ports:changed': (listener) => ports.onChanged(listener),
    'job:event': (listener) => jobs.onEvent(listener),
    'trace:lines': (listener) => trace.onLines(listener),
  };
  return {
    handlers: createHandlers({ options, settings, ports, firmware, history, jobs }),
    registerUpload: (id, folder) => firmware.registerUpload(id, folder),
    get activeJobCount() {
      return jobs.activeCount;
    },
    on: (name, listener) => subscribe[name](listener),
    async close() {
      await jobs.cancelAll();
      ports.close();
      trace.close();
      await Promise.all([settings.flush(), history.flush()]);
    },
  };
}

function chipNames(): Readonly<Record<ChipId, string>> {
  const names = Object.values(chips).map(({ id, name }) => [id, name]);
  return Object.fromEntries(names) as Record<ChipId, string>;
}

function createTransports(clock: Clock, simulated: SimulatedPorts): TransportRegistry {
  const bench = new SimulatedBench({ clock });
  const transports = new TransportRegistry();
  transports.register('sim', (url) => bench.open(url, simulated.labelOf(url)));
  return transports;
}

/** What each kind of job does. */
function jobExecutor(access: BoardAccess, firmware: FirmwareReader): ExecuteJob {
  const flash = flashJob(access, firmware);
  const identify = identifyJob(access);
  const erase = eraseJob(access);
  return (request, control) => {
    switch (request.kind) {
      case 'flash':
        return flash(request, control);
      case 'identify':
        return identify(request, control);
      case 'erase':
        return erase(request, control);
    }
  };
}
