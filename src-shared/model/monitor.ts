import type { WireError } from '../errors/app-error';
import type { CrashReport, CoreDumpInfo } from './crash';
import type { JobId } from './job';
import type { PortId } from './port';

export type MonitorId = string;

export const parities = ['none', 'even', 'odd'] as const;
export type Parity = (typeof parities)[number];

/** How a byte is sent: start bit, data bits, parity, stop bits. */
export interface LineFormat {
  readonly dataBits: 5 | 6 | 7 | 8;
  readonly parity: Parity;
  readonly stopBits: 1 | 2;
}

export const format8N1: LineFormat = { dataBits: 8, parity: 'none', stopBits: 1 };

/** As people write it: `8N1`, `7E2`. */
export function formatName({ dataBits, parity, stopBits }: LineFormat): string {
  return `${dataBits}${parity.charAt(0).toUpperCase()}${stopBits}`;
}

/** What somebody can be offered to click; any other rate can be typed. 74880 is what the ESP8266's ROM talks at with a 26 MHz crystal. */
export const monitorBauds = [
  9600, 19_200, 38_400, 57_600, 74_880, 115_200, 230_400, 460_800, 921_600, 1_000_000, 1_500_000, 2_000_000,
  3_000_000,
] as const;

/** `lent`: a job has the port and gives it back. `away`: the device is unplugged, or the link has ended; opened again as soon as it can be. */
export type MonitorState =
  | { readonly type: 'opening' }
  | { readonly type: 'open' }
  | { readonly type: 'lent'; readonly jobId: JobId }
  | { readonly type: 'away'; readonly error: WireError }
  | { readonly type: 'failed'; readonly error: WireError };

/** Sizes in bytes, times in ms since 1970. */
export interface MonitorInfo {
  readonly id: MonitorId;
  readonly port: PortId;
  /** What people call the port. */
  readonly label: string;
  readonly state: MonitorState;
  readonly baud: number;
  readonly format: LineFormat;
  /** DTR and RTS reach the board. */
  readonly hasLines: boolean;
  /** True: asserted. */
  readonly dtr: boolean;
  readonly rts: boolean;
  readonly openedAtMs: number;
  /** The lines that are kept: from `firstLine` up to, not including, `endLine`. They are numbered from 0 since the monitor was opened. */
  readonly firstLine: number;
  readonly endLine: number;
  readonly receivedBytes: number;
  /** The continuous log, while it is on. */
  readonly log: { readonly fileName: string; readonly sizeBytes: number } | null;
  /** A file that is being sent. */
  readonly sending: { readonly name: string; readonly done: number; readonly total: number } | null;
  /** What goes wrong besides: the text cannot be kept on disk, the continuous log had to stop. */
  readonly problem?: WireError | undefined;
}

/** What happened to the port, in the place where it happened. */
export type MonitorMark =
  | { readonly type: 'opened'; readonly baud: number }
  /** The link ended; `back` says how long it was away. */
  | { readonly type: 'lost' }
  | { readonly type: 'back'; readonly awayMs: number }
  | { readonly type: 'lent'; readonly title: string }
  | { readonly type: 'returned' }
  | { readonly type: 'reset'; readonly into: 'app' | 'download' }
  | { readonly type: 'baud'; readonly baud: number }
  | { readonly type: 'cleared' };

/**
 * One line. `text` is UTF-8 decoded (what is none, as U+FFFD), without its line end, with its escape sequences for colour; lines longer
 * than 4096 bytes are broken. `mark` only where `kind` is `mark`; its text is empty.
 */
export interface MonitorLine {
  readonly number: number;
  /** Ms since 1970, when its first byte came. */
  readonly atMs: number;
  readonly kind: 'received' | 'sent' | 'mark';
  readonly text: string;
  readonly mark?: MonitorMark | undefined;
}

/** At most 30 a second for each monitor. A page that finds a gap before `lines` can read it: the station keeps it. */
export interface MonitorBatch {
  readonly monitor: MonitorId;
  /** New whole lines, in order, without gaps among themselves: at most the newest 2000. */
  readonly lines: readonly MonitorLine[];
  /** What has come of the line that is not whole yet; null when there is none. */
  readonly open: { readonly text: string; readonly atMs: number } | null;
  readonly firstLine: number;
  readonly endLine: number;
  readonly receivedBytes: number;
}

/** Of ESP-IDF: error, warning, info, debug, verbose. */
export const logLevels = ['E', 'W', 'I', 'D', 'V'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Text that is looked for. A regular expression is RE2's: no look-around, no back-references, and no input that makes it hang. */
export interface TextQuery {
  readonly text: string;
  readonly mode: 'text' | 'regex';
  readonly caseSensitive: boolean;
}

/** Which lines are shown. Marks always are. */
export interface MonitorFilter {
  /** The least important level that is shown, `none` for nothing of a tag; `*` is every other tag. Lines without a level pass. */
  readonly tags: readonly { readonly tag: string; readonly level: LogLevel | 'none' }[];
  /** Null: any text. */
  readonly text: TextQuery | null;
  /** Shows the lines that do not have the text. */
  readonly inverted: boolean;
}

export interface MonitorPage {
  /** In order; those that the filter lets pass. */
  readonly lines: readonly MonitorLine[];
  readonly firstLine: number;
  readonly endLine: number;
  /** There is nothing more in the direction that was asked for. */
  readonly complete: boolean;
}

/** What the board's words mean: the wording is in the locale files under `insights`. */
export const insightCodes = [
  'reset-power-on',
  'reset-software',
  'reset-brown-out',
  'reset-interrupt-watchdog',
  'reset-task-watchdog',
  'reset-rtc-watchdog',
  'reset-deep-sleep',
  'reset-usb',
  'reset-other',
  'mode-flash',
  'mode-download',
  'mode-other',
  'boot-loop',
  'invalid-header',
  'flash-read-error',
  'checksum-error',
  'digest-mismatch',
  'wrong-chip',
  'wrong-revision',
  'flash-too-small',
  'flash-larger',
  'no-partition-table',
  'no-bootable-app',
  'secure-boot-refused',
  'efuse-error',
  'psram-missing',
  'nvs-unusable',
  'out-of-memory',
  'brown-out',
  'task-watchdog',
  'app-started',
  'crash',
  'core-dump',
  'speaks-74880',
  'garbage',
] as const;
export type InsightCode = (typeof insightCodes)[number];
export type InsightSeverity = 'info' | 'warning' | 'error';

export interface MonitorInsight {
  /** Counts up within a monitor; one that comes again with the same `id` takes the place of the former. */
  readonly id: number;
  readonly code: InsightCode;
  readonly severity: InsightSeverity;
  /** The line that says so. */
  readonly line: number;
  readonly atMs: number;
  /** What the words need: numbers, names. */
  readonly context: Readonly<Record<string, string | number>>;
}

/** What was read out of a monitor's text since the last time, or all of it. */
export interface MonitorFindings {
  readonly monitor: MonitorId;
  readonly insights: readonly MonitorInsight[];
  readonly crashes: readonly CrashReport[];
  readonly coreDumps: readonly CoreDumpInfo[];
}

export const lineEndings = ['none', 'lf', 'cr', 'crlf'] as const;
export type LineEnding = (typeof lineEndings)[number];

export const timestampModes = ['none', 'absolute', 'since-start', 'since-last'] as const;
export type TimestampMode = (typeof timestampModes)[number];

/** A continuous log that is kept, newest first. */
export interface MonitorLog {
  readonly name: string;
  readonly sizeBytes: number;
  readonly changedAtMs: number;
  /** It is being written. */
  readonly active: boolean;
}

/** Lines with this text are shown so. */
export interface HighlightRule {
  readonly query: TextQuery;
  /** Of the palette in tokens.css. */
  readonly colour: HighlightColour;
}
export const highlightColours = ['yellow', 'green', 'blue', 'magenta', 'red'] as const;
export type HighlightColour = (typeof highlightColours)[number];

export interface Snippet {
  readonly name: string;
  readonly text: string;
  readonly mode: 'text' | 'hex';
}

/** What a monitor is opened with, and how its page looks. */
export interface MonitorSettings {
  readonly baud: number;
  readonly format: LineFormat;
  /** Opens without moving DTR and RTS. */
  readonly attach: boolean;
  readonly timestamps: TimestampMode;
  readonly lineEnding: LineEnding;
  readonly localEcho: boolean;
  readonly highlights: readonly HighlightRule[];
  readonly snippets: readonly Snippet[];
  /** What was sent, newest first, at most 100. */
  readonly history: readonly string[];
  /** Every monitor writes its continuous log. */
  readonly keepLogs: boolean;
}

export const defaultMonitorSettings: MonitorSettings = {
  baud: 115_200,
  format: format8N1,
  attach: false,
  timestamps: 'none',
  lineEnding: 'lf',
  localEcho: false,
  highlights: [],
  snippets: [],
  history: [],
  keepLogs: false,
};
