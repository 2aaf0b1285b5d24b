import type { WireError } from '../errors/app-error';
import type { BoardInfo } from './board';
import type { ChipId, FlashMode } from './chip';
import type { FileToken } from './firmware';
import type { PortId } from './port';
import type { ProgressEvent } from './progress';

export type JobId = string;

/** How to reach the chip; the same for every kind of job. */
export interface ConnectOptions {
  readonly port: PortId;
  readonly chip: ChipId | 'auto';
  /** Rate after connecting, in baud. */
  readonly baud: number;
  readonly useStub: boolean;
}

export interface FlashSegment {
  readonly file: FileToken;
  readonly name: string;
  /** Flash offset in bytes. */
  readonly offset: number;
  /** Hex; main refuses to write when the file no longer has it. */
  readonly sha256: string;
}

export interface FlashPlan {
  readonly kind: 'flash';
  readonly title: string;
  readonly connect: ConnectOptions;
  readonly segments: readonly FlashSegment[];
  readonly flashMode: FlashMode | 'keep';
  /** Header spelling (`40m`) or keep. */
  readonly flashFrequency: string;
  /** Header spelling (`4MB`), keep or detect. */
  readonly flashSize: string;
  readonly eraseAll: boolean;
  readonly verify: boolean;
  readonly compress: boolean;
  /** Leave out segments whose MD5 on the chip is already right. */
  readonly skipUnchanged: boolean;
  /** Write although pre-flight found errors that only a person can overrule. */
  readonly force: boolean;
}

export interface IdentifyRequest {
  readonly kind: 'identify';
  readonly connect: ConnectOptions;
}

export interface EraseRequest {
  readonly kind: 'erase';
  readonly connect: ConnectOptions;
}

export type JobRequest = FlashPlan | IdentifyRequest | EraseRequest;
export type JobKind = JobRequest['kind'];

export type JobState =
  'queued' | 'connecting' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'interrupted';

/** What became of one segment. */
export interface SegmentResult {
  readonly name: string;
  readonly offset: number;
  readonly sizeBytes: number;
  /** Bytes that went over the line for it, after compression. */
  readonly wireBytes: number;
  readonly outcome: 'verified' | 'unchanged' | 'written';
  /** MD5 read back from the chip, hex; null when it was not compared. */
  readonly md5: string | null;
}

export type BootVerdict =
  | 'booted'
  | 'invalid-header'
  | 'flash-read-error'
  | 'checksum-error'
  | 'no-bootable-app'
  | 'brown-out'
  | 'boot-loop'
  | 'download-mode'
  | 'silent'
  | 'garbage';

export interface BootReport {
  readonly verdict: BootVerdict;
  /** The first lines, as they came. */
  readonly lines: readonly string[];
}

export interface JobResult {
  readonly board: BoardInfo | null;
  readonly segments: readonly SegmentResult[];
  /** True only when every byte on the chip was compared with the byte asked for. */
  readonly verified: boolean;
  readonly boot: BootReport | null;
}

/** What the station tells of a job, and what stays of it on disk. Times in ms since 1970. */
export interface JobRecord {
  readonly id: JobId;
  readonly kind: JobKind;
  readonly port: PortId;
  readonly title: string;
  readonly state: JobState;
  readonly createdAtMs: number;
  readonly startedAtMs: number | null;
  readonly finishedAtMs: number | null;
  /** From when the board is known; of a job that failed, what there was. */
  readonly result: JobResult | null;
  readonly error: WireError | null;
}

/** `changed` comes for every state and result; exactly one of them has a terminal state. */
export type JobEvent =
  | { readonly type: 'changed'; readonly job: JobRecord }
  | { readonly type: 'progress'; readonly jobId: JobId; readonly progress: ProgressEvent };

export const terminalStates: readonly JobState[] = ['succeeded', 'failed', 'cancelled', 'interrupted'];
