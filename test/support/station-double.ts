import { AppError } from '../../src-shared/errors/app-error';
import type { BackupInfo } from '../../src-shared/model/backup';
import type { EventName, Events, RequestName, Requests, StationClient } from '../../src-shared/ipc/contract';
import type { JobRecord, JobRequest } from '../../src-shared/model/job';
import type { PortInfo } from '../../src-shared/model/port';
import { defaultSettings, type Settings } from '../../src-shared/model/settings';
import type { MonitorBatch, MonitorId, MonitorInfo } from '../../src-shared/model/monitor';
import { EventHub } from '../../src-renderer/api/event-hub';
import { MonitorDoubles, type MonitorDouble } from './monitor-double';
import { sampleChips } from './sample-chips';

export type Handlers = {
  [N in RequestName]: (
    request: Requests[N]['request'],
  ) => Requests[N]['result'] | Promise<Requests[N]['result']>;
};

export interface RecordedRequest {
  readonly name: RequestName;
  readonly request: unknown;
}

/** A station in memory, made from the contract: what is not scripted behaves like one with nothing plugged in. */
export class StationDouble implements StationClient {
  readonly requests: RecordedRequest[] = [];
  settings: Settings = defaultSettings;
  ports: readonly PortInfo[] = [];
  records: readonly JobRecord[] = [];
  backups: readonly BackupInfo[] = [];
  readonly monitors = new MonitorDoubles();
  readonly #events = new EventHub();
  readonly #handlers: Handlers;
  #nextJob = 1;

  constructor(scripted: Partial<Handlers> = {}) {
    this.#handlers = {
      'app:info': () => ({ version: '0.1.0', host: 'browser', platform: 'linux' }),
      'chips:list': () => sampleChips,
      'ports:list': () => this.ports,
      'sim:add': (spec) => this.#addSimulated(spec),
      'sim:remove': ({ port }) => {
        this.changePorts(this.ports.filter((known) => known.id !== port));
        return null;
      },
      'network-port:add': ({ url }) => this.#addNetwork(url),
      'network-port:remove': ({ port }) => {
        this.changePorts(this.ports.filter((known) => known.id !== port));
        return null;
      },
      'doctor:adapters': () => ({
        port: null,
        cause: 'no-adapter',
        context: {},
        evidence: [],
        bootText: '',
        board: null,
      }),
      'firmware:choose': () => null,
      'firmware:import': () => {
        throw new AppError('file-not-found', { name: 'firmware' });
      },
      'layout:save': () => ({ type: 'download', url: '/download/layout' }),
      'files:cancel': () => null,
      'image:inspect': () => {
        throw new AppError('file-not-found', { name: 'image' });
      },
      'image:compare': ({ first, second }) => {
        throw new AppError('file-not-found', { name: `${first}, ${second}` });
      },
      'image:convert': ({ to }) => ({ type: 'download', url: `/download/image.${to}` }),
      'image:merge': ({ to }) => ({ type: 'download', url: `/download/merged.${to}` }),
      'partitions:export': ({ to }) => ({ type: 'download', url: `/download/partitions.${to}` }),
      'nvs:export': ({ to }) => ({ type: 'download', url: `/download/nvs.${to}` }),
      'job:start': (request) => this.#queue(request).id,
      'job:cancel': () => null,
      'job:list': ({ limit }) => this.records.slice(0, limit),
      'backup:list': () => this.backups,
      'backup:export': ({ backup }) => ({ type: 'download', url: `/download/${backup}` }),
      'backup:delete': ({ backup }) => {
        this.changeBackups(this.backups.filter(({ id }) => id !== backup));
        return null;
      },
      'backup:import': () => {
        throw new AppError('file-not-found', { name: 'backup' });
      },
      'trace:export': () => ({ type: 'download', url: '/download/trace' }),
      ...this.#monitorHandlers(),
      'settings:get': () => this.settings,
      'settings:set': (change) => {
        this.settings = { ...this.settings, ...change };
        return this.settings;
      },
      ...scripted,
    };
  }

  async request<N extends RequestName>(
    name: N,
    request: Requests[N]['request'],
  ): Promise<Requests[N]['result']> {
    this.requests.push({ name, request });
    return this.#handlers[name](request);
  }

  on<N extends EventName>(name: N, listener: (event: Events[N]) => void): () => void {
    return this.#events.on(name, listener);
  }

  emit<N extends EventName>(name: N, event: Events[N]): void {
    this.#events.emit(name, event);
  }

  /** The requests of one kind, in order. */
  sent<N extends RequestName>(name: N): readonly Requests[N]['request'][] {
    return this.requests
      .filter((recorded) => recorded.name === name)
      .map((recorded) => recorded.request as Requests[N]['request']);
  }

  changePorts(ports: readonly PortInfo[]): void {
    this.ports = ports;
    this.emit('ports:changed', ports);
  }

  changeBackups(backups: readonly BackupInfo[]): void {
    this.backups = backups;
    this.emit('backups:changed', backups);
  }

  /** Tells of a job's new state, as the station does. */
  changeJob(record: JobRecord): void {
    this.records = [record, ...this.records.filter((known) => known.id !== record.id)];
    this.emit('job:event', { type: 'changed', job: record });
  }

  /** Opens a monitor as a page does, and tells of it. */
  openMonitor(port: PortInfo, change: Partial<MonitorInfo> = {}): MonitorDouble {
    const { baud, format } = this.settings.monitor;
    const monitor = this.monitors.open({ port: port.id, baud, format, attach: false }, port.name);
    this.changeMonitor(monitor.info.id, change);
    return monitor;
  }

  changeMonitor(id: MonitorId, change: Partial<MonitorInfo>): void {
    this.monitors.get(id).change(change);
    this.emit('monitor:changed', this.monitors.all);
  }

  /** Tells of what came, as a monitor does. */
  tell(batch: MonitorBatch): void {
    this.emit('monitor:data', batch);
  }

  #monitorHandlers() {
    const { monitors } = this;
    const changed = (): null => {
      this.emit('monitor:changed', monitors.all);
      return null;
    };
    const change = (id: MonitorId, part: Partial<MonitorInfo>): null => {
      monitors.get(id).change(part);
      return changed();
    };
    return {
      'monitor:open': (request) => {
        const port = this.ports.find(({ id }) => id === request.port);
        const monitor = monitors.open(request, port?.name ?? request.port);
        changed();
        return monitor.info;
      },
      'monitor:close': ({ monitor }) => {
        monitors.close(monitor);
        return changed();
      },
      'monitor:list': () => monitors.all,
      'monitor:configure': ({ monitor, baud, format }) => change(monitor, { baud, format }),
      'monitor:set-lines': ({ monitor, dtr, rts }) =>
        change(monitor, { ...(dtr === null ? {} : { dtr }), ...(rts === null ? {} : { rts }) }),
      'monitor:reset': ({ monitor, into }) => {
        this.tell(monitors.get(monitor).mark({ type: 'reset', into }));
        return null;
      },
      'monitor:send': ({ monitor, what, echo }) => {
        const text = what.type === 'text' ? what.text : what.hex;
        if (echo) this.tell(monitors.get(monitor).receive([text], 'sent'));
        return null;
      },
      'monitor:send-file': () => null,
      'monitor:stop-sending': ({ monitor }) => change(monitor, { sending: null }),
      'monitor:read': ({ monitor, ...request }) => monitors.get(monitor).read(request),
      'monitor:find': ({ monitor, ...request }) => monitors.get(monitor).find(request),
      'monitor:bytes': ({ monitor, ...request }) => monitors.get(monitor).bytes(request),
      'monitor:clear': ({ monitor }) => {
        this.tell(monitors.get(monitor).clear());
        return null;
      },
      'monitor:export': ({ to }) => ({ type: 'download', url: `/download/monitor.${to}` }),
      'monitor:log': ({ monitor, on }) =>
        change(monitor, { log: on ? { fileName: 'ttyUSB0-2026-11-21.log', sizeBytes: 0 } : null }),
      'monitor:logs': () => [],
      'monitor:log-export': ({ name }) => ({ type: 'download', url: `/download/${name}` }),
      'monitor:log-delete': () => null,
      'monitor:found': ({ monitor }) => monitors.get(monitor).findings,
      'crash:decode': () => {
        throw new AppError('elf-not-known');
      },
      'core-dump:decode': () => {
        throw new AppError('elf-not-known');
      },
      'core-dump:export': ({ dump }) => ({ type: 'download', url: `/download/core-dump-${dump}` }),
      'elf:add': () => {
        throw new AppError('elf-invalid', { name: 'app.elf', reason: 'it is empty' });
      },
      'elf:list': () => [],
      'elf:forget': () => null,
    } satisfies Partial<Handlers>;
  }

  #queue(request: JobRequest): JobRecord {
    const record: JobRecord = {
      id: `job-${this.#nextJob++}`,
      kind: request.kind,
      port: request.connect.port,
      title: request.kind === 'flash' ? request.title : '',
      state: 'queued',
      createdAtMs: this.#nextJob,
      startedAtMs: null,
      finishedAtMs: null,
      result: null,
      error: null,
    };
    this.changeJob(record);
    return record;
  }

  #addNetwork(url: string): PortInfo {
    const name = url.replace(/^\w+:\/\//, '');
    const port: PortInfo = {
      id: url,
      kind: 'network',
      label: `${name} (RFC 2217)`,
      name,
      manufacturer: null,
      serialNumber: null,
      usbVendorId: null,
      usbProductId: null,
      adapter: null,
      chip: null,
    };
    this.changePorts([...this.ports, port]);
    return port;
  }

  #addSimulated({ chip, flashSize }: Requests['sim:add']['request']): PortInfo {
    const index = this.ports.filter((port) => port.chip === chip).length + 1;
    const port: PortInfo = {
      id: `sim://${chip}?flash=${flashSize}&index=${index}`,
      kind: 'simulated',
      label: `Simulated ${sampleChips.find(({ id }) => id === chip)?.name ?? chip}`,
      name: `${chip}-${index}`,
      manufacturer: null,
      serialNumber: null,
      usbVendorId: null,
      usbProductId: null,
      adapter: null,
      chip,
    };
    this.changePorts([...this.ports, port]);
    return port;
  }
}
