import type { BackupId, BackupInfo, OfferedFile } from '../model/backup';
import type { ChipSummary } from '../model/chip';
import type { DecodedCoreDump, DecodedCrash, ElfId, ElfInfo } from '../model/crash';
import type { Diagnosis } from '../model/diagnosis';
import type { FileComparison, FileReport, ImageConversion, ImageMerge } from '../model/file-report';
import type { FileToken, ImportAnswer, ImportOutcome, LayoutToSave } from '../model/firmware';
import type { JobEvent, JobId, JobRecord, JobRequest } from '../model/job';
import type {
  LineEnding,
  LineFormat,
  MonitorBatch,
  MonitorFilter,
  MonitorFindings,
  MonitorId,
  MonitorInfo,
  MonitorLog,
  MonitorPage,
  TextQuery,
  TimestampMode,
} from '../model/monitor';
import type { PartitionDraft } from '../model/partition-table';
import type { PortId, PortInfo, SimulatedBoardSpec } from '../model/port';
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
  /** Opens a monitor; a port that has one keeps it, with what is asked for now. `attach`: DTR and RTS are not moved. */
  'monitor:open': {
    request: {
      readonly port: PortId;
      readonly baud: number;
      readonly format: LineFormat;
      readonly attach: boolean;
    };
    result: MonitorInfo;
  };
  /** Closes the port and forgets the text. */
  'monitor:close': { request: { readonly monitor: MonitorId }; result: null };
  'monitor:list': { request: null; result: readonly MonitorInfo[] };
  'monitor:configure': {
    request: { readonly monitor: MonitorId; readonly baud: number; readonly format: LineFormat };
    result: null;
  };
  /** True asserts; what is null stays. */
  'monitor:set-lines': {
    request: { readonly monitor: MonitorId; readonly dtr: boolean | null; readonly rts: boolean | null };
    result: null;
  };
  /** Listens before the board is let go, so that its first line is there. */
  'monitor:reset': {
    request: { readonly monitor: MonitorId; readonly into: 'app' | 'download' };
    result: null;
  };
  /** `hex`: pairs of digits, with or without spaces. `echo`: what is sent is shown as a line of its own. */
  'monitor:send': {
    request: {
      readonly monitor: MonitorId;
      readonly what:
        | { readonly type: 'text'; readonly text: string; readonly ending: LineEnding }
        | { readonly type: 'hex'; readonly hex: string };
      readonly echo: boolean;
    };
    result: null;
  };
  /** Resolves when all is sent; `chunkBytes` at a time, with `pauseMs` between them. */
  'monitor:send-file': {
    request: {
      readonly monitor: MonitorId;
      readonly source: FirmwareSource;
      readonly chunkBytes: number;
      readonly pauseMs: number;
    };
    result: null;
  };
  /** Ends the sending of a file: what asked for it rejects with `cancelled`. */
  'monitor:stop-sending': { request: { readonly monitor: MonitorId }; result: null };
  /** `count` lines that the filter lets pass, from line `from` on (`forward`) or up to it, not including it (`backward`). */
  'monitor:read': {
    request: {
      readonly monitor: MonitorId;
      readonly from: number;
      readonly count: number;
      readonly direction: 'forward' | 'backward';
      readonly filter: MonitorFilter | null;
    };
    result: MonitorPage;
  };
  /** The number of the next line that has it and that the filter lets pass, from `from` on or up to it, not including it. */
  'monitor:find': {
    request: {
      readonly monitor: MonitorId;
      readonly query: TextQuery;
      readonly from: number;
      readonly direction: 'forward' | 'backward';
      readonly filter: MonitorFilter | null;
    };
    result: number | null;
  };
  /** What came, byte by byte: `offset` counts from the first byte received, null asks for the newest. */
  'monitor:bytes': {
    request: { readonly monitor: MonitorId; readonly offset: number | null; readonly sizeBytes: number };
    /** `hex`: two digits a byte; `firstOffset`: the first that is kept. */
    result: {
      readonly offset: number;
      readonly hex: string;
      readonly firstOffset: number;
      readonly endOffset: number;
    };
  };
  'monitor:clear': { request: { readonly monitor: MonitorId }; result: null };
  'monitor:export': {
    request: {
      readonly monitor: MonitorId;
      readonly to: 'text' | 'csv' | 'raw';
      readonly timestamps: TimestampMode;
      readonly filter: MonitorFilter | null;
    };
    result: OfferedFile | null;
  };
  /** The continuous log of a monitor, on or off. */
  'monitor:log': { request: { readonly monitor: MonitorId; readonly on: boolean }; result: null };
  'monitor:logs': { request: null; result: readonly MonitorLog[] };
  'monitor:log-export': { request: { readonly name: string }; result: OfferedFile | null };
  'monitor:log-delete': { request: { readonly name: string }; result: null };
  /** All that was read out of the text so far. */
  'monitor:found': { request: { readonly monitor: MonitorId }; result: MonitorFindings };
  /** `elf` null: the one whose digest the board has told, among those that are known: `elf-not-known` where there is none. */
  'crash:decode': {
    request: { readonly monitor: MonitorId; readonly crash: number; readonly elf: ElfId | null };
    result: DecodedCrash;
  };
  'core-dump:decode': {
    request: { readonly monitor: MonitorId; readonly dump: number; readonly elf: ElfId | null };
    result: DecodedCoreDump;
  };
  'core-dump:export': {
    request: { readonly monitor: MonitorId; readonly dump: number };
    result: OfferedFile | null;
  };
  /** Keeps a copy: a build overwrites its ELF file, the boards in the field do not know. */
  'elf:add': { request: { readonly source: FirmwareSource }; result: ElfInfo };
  'elf:list': { request: null; result: readonly ElfInfo[] };
  'elf:forget': { request: { readonly elf: ElfId }; result: null };
  'settings:get': { request: null; result: Settings };
  /** Changes what is given, keeps the rest, answers with the whole. */
  'settings:set': { request: Partial<Settings>; result: Settings };
}

export interface Events {
  'backups:changed': readonly BackupInfo[];
  'ports:changed': readonly PortInfo[];
  'job:event': JobEvent;
  'monitor:changed': readonly MonitorInfo[];
  'monitor:data': MonitorBatch;
  /** What is new. */
  'monitor:found': MonitorFindings;
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
