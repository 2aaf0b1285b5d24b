import { AppError } from '../../src-shared/errors/app-error';
import type { BackupInfo } from '../../src-shared/model/backup';
import type { EventName, Events, RequestName, Requests, StationClient } from '../../src-shared/ipc/contract';
import type { JobRecord, JobRequest } from '../../src-shared/model/job';
import type { PortInfo } from '../../src-shared/model/port';
import { defaultSettings, type Settings } from '../../src-shared/model/settings';
import { EventHub } from '../../src-renderer/api/event-hub';
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
