import type { ChipSummary } from '../model/chip';
import type { ImportedFirmware } from '../model/firmware';
import type { JobEvent, JobId, JobRecord, JobRequest } from '../model/job';
import type { PortInfo, SimulatedBoardSpec } from '../model/port';
import type { Settings } from '../model/settings';
import type { TraceEntry } from '../model/trace';
import type { WireError } from '../errors/app-error';

export interface AppInfo {
  readonly version: string;
  readonly host: 'electron' | 'browser';
  readonly platform: string;
}

/**
 * Where dropped or chosen firmware is. `path`: Electron, from a drop (webUtils) or a dialog. `upload`: browser host,
 * the id that its upload endpoint gave for a set of files. `demo`: the firmware that comes with Kiln.
 */
export type FirmwareSource =
  | { readonly type: 'path'; readonly path: string }
  | { readonly type: 'upload'; readonly upload: string }
  | { readonly type: 'demo' };

export interface FirmwareImportRequest {
  readonly sources: readonly FirmwareSource[];
  /** The chip to lay out for, where the files do not tell; from the connected board. */
  readonly chip: ChipSummary['id'] | null;
}

/** The contract: every request that a renderer can make. Schemas in `request-schemas.ts`, names derived from them. */
export interface Requests {
  'app:info': { request: null; result: AppInfo };
  'chips:list': { request: null; result: readonly ChipSummary[] };
  'ports:list': { request: null; result: readonly PortInfo[] };
  'sim:add': { request: SimulatedBoardSpec; result: PortInfo };
  'sim:remove': { request: { readonly port: string }; result: null };
  /** Opens the host's own file dialog; null when the user changed their mind. Electron only. */
  'firmware:choose': {
    request: { readonly what: 'files' | 'folder' };
    result: readonly FirmwareSource[] | null;
  };
  'firmware:import': { request: FirmwareImportRequest; result: ImportedFirmware };
  'job:start': { request: JobRequest; result: JobId };
  'job:cancel': { request: { readonly jobId: JobId }; result: null };
  /** Newest first, the running ones included. */
  'job:list': { request: { readonly limit: number }; result: readonly JobRecord[] };
  'settings:get': { request: null; result: Settings };
  /** Changes what is given, keeps the rest, answers with the whole. */
  'settings:set': { request: Partial<Settings>; result: Settings };
}

export interface Events {
  'ports:changed': readonly PortInfo[];
  'job:event': JobEvent;
  /** Batched: at most 30 a second. */
  'trace:lines': readonly TraceEntry[];
}

export type RequestName = keyof Requests;
export type EventName = keyof Events;

export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: WireError };

/** What a renderer holds: the same over IPC, WebSocket and in tests. */
export interface StationClient {
  /** Rejects with an AppError. */
  request<N extends RequestName>(name: N, request: Requests[N]['request']): Promise<Requests[N]['result']>;
  /** Returns what ends the subscription. */
  on<N extends EventName>(name: N, listener: (event: Events[N]) => void): () => void;
}

/** What the preload script exposes as `window.kiln`: plain functions only, results still in their envelope. */
export interface PreloadBridge {
  request(name: RequestName, request: unknown): Promise<Result<unknown>>;
  on(name: EventName, listener: (event: unknown) => void): () => void;
  /** The path of a file or folder that the user dropped or picked; empty where it has none. */
  pathForFile(file: unknown): string;
}
