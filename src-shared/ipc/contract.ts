import type { BackupId, BackupInfo, OfferedFile } from '../model/backup';
import type { ChipSummary } from '../model/chip';
import type { Diagnosis } from '../model/diagnosis';
import type { FileComparison, FileReport, ImageConversion, ImageMerge } from '../model/file-report';
import type { FileToken, ImportAnswer, ImportOutcome, LayoutToSave } from '../model/firmware';
import type { JobEvent, JobId, JobRecord, JobRequest } from '../model/job';
import type { PartitionDraft } from '../model/partition-table';
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
 * the id that its upload endpoint gave for a set of files. `demo`: the firmware that comes with Kiln. `file`: one that the
 * station knows already. `text`: pasted, a command line or the text of `flash_args`; its files are among the other sources.
 */
export type FirmwareSource =
  | { readonly type: 'path'; readonly path: string }
  | { readonly type: 'upload'; readonly upload: string }
  | { readonly type: 'demo' }
  | { readonly type: 'file'; readonly file: FileToken }
  | { readonly type: 'text'; readonly text: string };

export interface FirmwareImportRequest {
  readonly sources: readonly FirmwareSource[];
  /** The chip to lay out for, where the files do not tell; from the connected board. */
  readonly chip: ChipSummary['id'] | null;
  /** `split`: merged images come in as their parts, so that the settings on the board can be kept. */
  readonly merged: 'split' | 'whole';
  /** To questions that the same import has asked before. */
  readonly answers: readonly ImportAnswer[];
}

/** The contract: every request that a renderer can make. Schemas in `request-schemas.ts`, names derived from them. */
export interface Requests {
  'app:info': { request: null; result: AppInfo };
  'chips:list': { request: null; result: readonly ChipSummary[] };
  'ports:list': { request: null; result: readonly PortInfo[] };
  'sim:add': { request: SimulatedBoardSpec; result: PortInfo };
  'sim:remove': { request: { readonly port: string }; result: null };
  /** Remembers a board behind a network address: `rfc2217://host:port`, `socket://host:port`. */
  'network-port:add': { request: { readonly url: string }; result: PortInfo };
  'network-port:remove': { request: { readonly port: string }; result: null };
  /** What the doctor can tell without a port: which adapters are on USB, and whether the system made ports of them. */
  'doctor:adapters': { request: null; result: Diagnosis };
  /** Opens the host's own file dialog; null when the user changed their mind. Electron only. */
  'firmware:choose': {
    request: { readonly what: 'files' | 'folder' };
    result: readonly FirmwareSource[] | null;
  };
  'firmware:import': { request: FirmwareImportRequest; result: ImportOutcome };
  /** Saves the layout as a file of Kiln's own, paths relative to it; null when the user changed their mind. */
  'layout:save': { request: LayoutToSave; result: OfferedFile | null };
  /** Stops all that is being done with files; what was asked for rejects with `cancelled`. */
  'files:cancel': { request: null; result: null };
  /** Looks into one file. `chip`: for what does not tell by itself. */
  'image:inspect': {
    request: { readonly source: FirmwareSource; readonly chip: ChipSummary['id'] | null };
    result: FileReport;
  };
  'image:compare': {
    request: { readonly first: FileToken; readonly second: FileToken };
    result: FileComparison;
  };
  'image:convert': { request: ImageConversion; result: OfferedFile | null };
  'image:merge': { request: ImageMerge; result: OfferedFile | null };
  /** Gives a partition table to the user as a file. Refused with problems of severity `error`. */
  'partitions:export': {
    request: {
      readonly rows: readonly PartitionDraft[];
      readonly tableOffset: number;
      readonly to: 'csv' | 'bin';
      readonly md5: boolean;
      readonly fileName: string;
    };
    result: OfferedFile | null;
  };
  /** NVS contents from image to CSV, or from CSV to an image of `sizeBytes`. */
  'nvs:export': {
    request: {
      readonly file: FileToken;
      readonly to: 'csv' | 'bin';
      readonly sizeBytes: number;
      readonly version: 1 | 2;
    };
    result: OfferedFile | null;
  };
  'job:start': { request: JobRequest; result: JobId };
  'job:cancel': { request: { readonly jobId: JobId }; result: null };
  /** Newest first, the running ones included. */
  'job:list': { request: { readonly limit: number }; result: readonly JobRecord[] };
  /** What was read from boards and is kept; newest first. */
  'backup:list': { request: null; result: readonly BackupInfo[] };
  /** Gives a whole backup to the user as a file; null when they changed their mind. */
  'backup:export': { request: { readonly backup: BackupId }; result: OfferedFile | null };
  'backup:delete': { request: { readonly backup: BackupId }; result: null };
  /** Takes a file from outside among the backups, to be restored at `offset`; known by its name and contents only. */
  'backup:import': {
    request: { readonly source: FirmwareSource; readonly chip: ChipSummary['id']; readonly offset: number };
    result: BackupInfo;
  };
  /** The trace of this run, or of one finished job, as a text file that can go with a bug report. */
  'trace:export': { request: { readonly jobId: JobId | null }; result: OfferedFile | null };
  'settings:get': { request: null; result: Settings };
  /** Changes what is given, keeps the rest, answers with the whole. */
  'settings:set': { request: Partial<Settings>; result: Settings };
}

export interface Events {
  'backups:changed': readonly BackupInfo[];
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
