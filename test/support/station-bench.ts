import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { inlineCompute } from '../../src-main/platform/inline-compute';
import { inlineFiles } from '../../src-main/platform/inline-files';
import { serveRequests, type ServeRequest } from '../../src-main/ipc/serve-requests';
import { createStation, type HostAdapter, type Station } from '../../src-main/station';
import { AppError } from '../../src-shared/errors/app-error';
import type { FirmwareSource, RequestName, Requests } from '../../src-shared/ipc/contract';
import type { FirmwareItem, ImportedFirmware } from '../../src-shared/model/firmware';
import { terminalStates } from '../../src-shared/model/job';
import {
  format8N1,
  type MonitorId,
  type MonitorInfo,
  type MonitorLine,
  type MonitorMark,
} from '../../src-shared/model/monitor';
import type { ConnectOptions, FlashPlan, JobEvent, JobId, JobRecord } from '../../src-shared/model/job';
import { importedFirmware } from './imported-firmware';
import { temporaryFolder } from './temporary-folder';
import { VirtualClock } from './virtual-clock';

/** Real files are read and written while virtual time passes: something must always be about to happen. */
const heartbeatMs = 20;

export const connectTo = (port: string): ConnectOptions => ({
  port,
  chip: 'auto',
  baud: 921_600,
  useStub: true,
});

export function flashPlanOf(
  port: string,
  items: readonly FirmwareItem[],
  changes: Partial<FlashPlan> = {},
): FlashPlan {
  return {
    kind: 'flash',
    title: 'test',
    connect: connectTo(port),
    segments: items.map(({ file, name, offset, sha256 }) => ({ file, name, offset: offset ?? 0, sha256 })),
    flashMode: 'keep',
    flashFrequency: 'keep',
    flashSize: 'detect',
    eraseAll: false,
    verify: true,
    compress: true,
    skipUnchanged: false,
    force: false,
    ...changes,
  };
}

/** What the renderer of such a host may name. */
function hostOf(kind: HostAdapter['kind']): Pick<HostAdapter, 'kind' | 'firmwareSources'> {
  return { kind, firmwareSources: kind === 'electron' ? ['path', 'demo'] : ['upload', 'demo'] };
}

/** A whole station on virtual time, asked by its contract. */
export class StationBench {
  readonly clock: VirtualClock;
  readonly userDataFolder: string;
  readonly station: Station;
  readonly events: JobEvent[] = [];
  readonly #serve: ServeRequest;
  /** As the newest `monitor:changed` has them. */
  monitors: readonly MonitorInfo[] = [];
  readonly #lines = new Map<MonitorId, MonitorLine[]>();
  readonly #watchers = new Set<() => void>();

  private constructor(clock: VirtualClock, userDataFolder: string, station: Station) {
    this.clock = clock;
    this.userDataFolder = userDataFolder;
    this.station = station;
    this.#serve = serveRequests(station.handlers);
    station.on('job:event', (event) => {
      this.events.push(event);
      this.#look();
    });
    station.on('monitor:changed', (monitors) => {
      this.monitors = monitors;
      this.#look();
    });
    station.on('monitor:data', ({ monitor, lines }) => {
      this.#lines.set(monitor, [...this.linesOf(monitor), ...lines]);
      this.#look();
    });
  }

  static async open(
    userDataFolder?: string,
    hostKind: HostAdapter['kind'] = 'electron',
  ): Promise<StationBench> {
    const folder = userDataFolder ?? (await temporaryFolder());
    const clock = new VirtualClock();
    const station = await createStation({
      userDataFolder: folder,
      resourcesFolder: path.resolve('resources'),
      clock,
      wallClock: () => 1_700_000_000_000 + clock.now(),
      compute: inlineCompute,
      files: inlineFiles,
      scans: inlineFiles,
      decoding: inlineFiles,
      version: '0',
      platform: 'test',
      host: {
        ...hostOf(hostKind),
        chooseFirmware: async () => null,
        offerFile: async (file) => {
          const saved = path.join(folder, 'saved', file.suggestedName);
          const target = path.dirname(saved);
          await mkdir(target, { recursive: true });
          // The browser's own folder is not known.
          const known = hostKind === 'electron' ? target : null;
          if ('path' in file) await copyFile(file.path, saved);
          else await writeFile(saved, await file.textFor(known));
          return hostKind === 'electron' ? { type: 'saved', path: saved } : { type: 'download', url: saved };
        },
      },
      listNativePorts: async () => [],
    });
    const bench = new StationBench(clock, folder, station);
    onTestFinished(() => bench.run(() => station.close()));
    return bench;
  }

  /** Lets time pass until the work has ended. */
  run<T>(work: () => Promise<T>): Promise<T> {
    let cancel = (): void => undefined;
    const beat = (): void => {
      cancel = this.clock.schedule(heartbeatMs, beat);
    };
    beat();
    return this.clock.run(work().finally(() => cancel()));
  }

  /** Rejects with the station's error. */
  async ask<N extends RequestName>(name: N, request: Requests[N]['request']): Promise<Requests[N]['result']> {
    const result = await this.#serve(name, request);
    if (!result.ok) throw AppError.fromWire(result.error);
    return result.value as Requests[N]['result'];
  }

  /** What the sources are, merged images as one. */
  async bring(...sources: readonly FirmwareSource[]): Promise<ImportedFirmware> {
    const request = { sources, chip: null, merged: 'whole', answers: [] } as const;
    return importedFirmware(await this.ask('firmware:import', request));
  }

  /** The job's last record, once it has ended. */
  ended(id: JobId): Promise<JobRecord> {
    return this.when(() => this.records(id).find(({ state }) => terminalStates.includes(state)));
  }

  records(id: JobId): readonly JobRecord[] {
    return this.events.flatMap((event) =>
      event.type === 'changed' && event.job.id === id ? [event.job] : [],
    );
  }

  openMonitor(
    port: string,
    changes: Partial<Requests['monitor:open']['request']> = {},
  ): Promise<MonitorInfo> {
    return this.ask('monitor:open', { port, baud: 115_200, format: format8N1, attach: false, ...changes });
  }

  /** Every whole line of a monitor that an event has brought, in order. */
  linesOf(id: MonitorId): readonly MonitorLine[] {
    return this.#lines.get(id) ?? [];
  }

  marksOf(id: MonitorId): readonly MonitorMark[] {
    return this.linesOf(id).flatMap(({ mark }) => (mark === undefined ? [] : [mark]));
  }

  /** The first line from number `from` on that has this text, as soon as it is there. */
  heard(id: MonitorId, text: string, from = 0): Promise<MonitorLine> {
    return this.when(() => this.linesOf(id).find((line) => line.number >= from && line.text.includes(text)));
  }

  /** The monitor as soon as it is in this state. */
  monitorIs(id: MonitorId, state: MonitorInfo['state']['type']): Promise<MonitorInfo> {
    return this.when(() => this.monitors.find((info) => info.id === id && info.state.type === state));
  }

  /** What `look` finds, as soon as an event has brought it. */
  when<T>(look: () => T | undefined): Promise<T> {
    return new Promise((resolve) => {
      const watch = (): void => {
        const found = look();
        if (found === undefined) return;
        this.#watchers.delete(watch);
        resolve(found);
      };
      this.#watchers.add(watch);
      watch();
    });
  }

  #look(): void {
    for (const watch of [...this.#watchers]) watch();
  }
}
