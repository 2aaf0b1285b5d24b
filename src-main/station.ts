import path from 'node:path';
import type { AppInfo, EventName, Events, FirmwareSource } from '../src-shared/ipc/contract';
import type { ChipId } from '../src-shared/model/chip';
import type { Clock } from '../src-shared/time/clock';
import type { OfferedFile } from '../src-shared/model/backup';
import { chips } from './engine/chips/registry';
import type { Compute } from './engine/engine-context';
import type { FileTasks } from './files/file-tasks';
import { TransportRegistry } from './engine/transport/open-transport';
import { BackupStore } from './services/backups/backup-store';
import { openCrashServices } from './services/crash/crash-services';
import { ExportsFolder } from './services/exports-folder';
import { FirmwareImport } from './services/firmware-import';
import { History } from './services/history';
import { ImageFiles } from './services/image-files';
import { StoppableFiles } from './services/stoppable-files';
import { JobRunner } from './services/job-runner';
import { nativeProbe, usbPairsOf } from './services/doctor/native-probe';
import type { SystemProbe } from './services/doctor/system-probe';
import { jobExecutor } from './services/jobs/execute-job';
import { followLastPort } from './services/last-port';
import { LinkMemory } from './services/link-memory';
import { createNativePortLister } from './services/list-native-ports';
import { MonitorLogs } from './services/monitor/monitor-logs';
import { MonitorService } from './services/monitor/monitor-service';
import type { ListNativePorts } from './services/native-ports';
import { NetworkPorts } from './services/network-ports';
import type { OfferableFile } from './services/offerable-file';
import { portAdapter } from './services/port-device';
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
  /**
   * Gives the user a file: a copy of one that is on this computer, or a text that is made once its folder is known; null when
   * they changed their mind. What is copied stays as it is for as long as the station runs, unless the user deletes it.
   * Throws `file-not-written`.
   */
  offerFile(file: OfferableFile): Promise<OfferedFile | null>;
}

export interface StationOptions {
  readonly userDataFolder: string;
  /** Holds `demo`. */
  readonly resourcesFolder: string;
  readonly clock: Clock;
  /** Ms since 1970. */
  readonly wallClock: () => number;
  readonly compute: Compute;
  readonly files: FileTasks;
  /** For what reads the whole text of a monitor. Apart from `files`: a search must not wait for an import. */
  readonly scans: FileTasks;
  /** For explaining crashes: keeps what it has read of an ELF file from one time to the next. */
  readonly decoding: FileTasks;
  readonly host: HostAdapter;
  readonly version: string;
  readonly platform: string;
  /** How to list the system's serial ports; the real way where it is left out. */
  readonly listNativePorts?: ListNativePorts;
  /** What the operating system tells besides; the real way for `platform` where it is left out. */
  readonly system?: SystemProbe;
}

export interface Station {
  readonly handlers: RequestHandlers;
  /** Makes a folder that the host has filled known to `firmware:import`. Returns what takes it back. */
  registerUpload(id: string, folder: string): () => void;
  /** Jobs that are queued or running. */
  readonly activeJobCount: number;
  on<N extends EventName>(name: N, listener: (event: Events[N]) => void): () => void;
  /** Stops every job, lets their records be written, frees what is held and takes away what was made to be given out. */
  close(): Promise<void>;
}

/** Builds the services and ties them together; the same for every host. */
export async function createStation(options: StationOptions): Promise<Station> {
  const { clock, wallClock, compute, userDataFolder, resourcesFolder } = options;
  const settings = await SettingsStore.load(path.join(userDataFolder, 'settings.json'));
  const simulated = new SimulatedPorts(chipNames());
  simulated.replace(settings.current.simulatedBoards);
  const listNative = options.listNativePorts ?? createNativePortLister();
  const network = new NetworkPorts();
  network.replace(settings.current.networkPorts);
  const ports = new PortRegistry({
    listNative,
    simulated,
    network,
    clock,
    onLook: (found) => {
      const moved = followLastPort(settings.current, found);
      // It holds for this run even when it cannot be saved.
      if (moved !== null) settings.change(moved).catch(() => undefined);
    },
  });
  const files = new StoppableFiles(options.files);
  const importsFolder = path.join(userDataFolder, 'imports');
  const crashes = await openCrashServices({
    elfsFolder: path.join(userDataFolder, 'elfs'),
    importsFolder,
    tasks: options.decoding,
    wallClock,
  });
  const firmware = new FirmwareImport({
    compute,
    files,
    demoFolder: path.join(resourcesFolder, 'demo', 'esp32c3'),
    importsFolder,
    onImported: (seen) => crashes.learning.imported(seen),
  });
  // Of a run that died.
  await firmware.clear();
  const history = new History(path.join(userDataFolder, 'history'));
  const trace = new TraceHub(clock);
  const backups = new BackupStore(path.join(userDataFolder, 'backups'), wallClock);
  const exports = new ExportsFolder(path.join(userDataFolder, 'exports'));
  // Of a run that died.
  await exports.clear();
  const links = await LinkMemory.load({
    file: path.join(userDataFolder, 'links.json'),
    wallClock,
    adapterOf: (id) => {
      const port = ports.find(id);
      return port === null ? id : portAdapter(port);
    },
  });
  const logsFolder = path.join(userDataFolder, 'logs');
  const monitors = new MonitorService({
    transports: createTransports(clock, simulated),
    clock,
    wallClock,
    folder: path.join(userDataFolder, 'monitors'),
    logsFolder,
    scans: options.scans,
    exports,
    findPort: (id) => ports.find(id),
    keepLogs: () => settings.current.monitor.keepLogs,
  });
  // Of a run that died.
  await monitors.clear();
  const access = { transports: monitors.jobTransports, clock, compute, links };
  const system = options.system ?? nativeProbe(options.platform, () => usbPairsOf(ports));
  const execute = jobExecutor({ access, firmware, backups, system });
  const jobs = new JobRunner({ execute, history, trace, clock, wallClock, lending: monitors });

  const subscribe: { readonly [N in EventName]: (listener: (event: Events[N]) => void) => () => void } = {
    'backups:changed': (listener) => backups.onChanged(listener),
    'ports:changed': (listener) => ports.onChanged(listener),
    'job:event': (listener) => jobs.onEvent(listener),
    'monitor:changed': (listener) => monitors.onChanged(listener),
    'monitor:data': (listener) => monitors.onData(listener),
    'monitor:found': (listener) => monitors.onFound(listener),
    'trace:lines': (listener) => trace.onLines(listener),
  };
  return {
    handlers: createHandlers({
      options,
      settings,
      ports,
      firmware,
      files,
      images: new ImageFiles({
        firmware,
        files,
        exports,
        onElf: (file) => crashes.learning.inspected(file),
      }),
      history,
      jobs,
      trace,
      backups,
      exports,
      system,
      monitors,
      monitorLogs: new MonitorLogs(logsFolder),
      crashes,
    }),
    registerUpload: (id, folder) => firmware.registerUpload(id, folder),
    get activeJobCount() {
      return jobs.activeCount;
    },
    on: (name, listener) => subscribe[name](listener),
    async close() {
      // No monitor opens its port again once its job has been stopped.
      await Promise.all([jobs.cancelAll(), monitors.closeAll()]);
      ports.close();
      trace.close();
      await Promise.all([backups.close(), crashes.close()]);
      await Promise.all([
        settings.flush(),
        history.flush(),
        links.flush(),
        exports.clear(),
        firmware.clear(),
      ]);
    },
  };
}

function chipNames(): Readonly<Record<ChipId, string>> {
  const names = Object.values(chips).map(({ id, name }) => [id, name]);
  return Object.fromEntries(names) as Record<ChipId, string>;
}

function createTransports(clock: Clock, simulated: SimulatedPorts): TransportRegistry {
  const bench = new SimulatedBench({ clock });
  const transports = new TransportRegistry(clock);
  transports.register('sim', (url) => bench.open(url, simulated.labelOf(url)));
  return transports;
}
