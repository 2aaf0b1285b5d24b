import type { WireError } from '../errors/app-error';
import type { BackupId, BackupInfo } from './backup';
import type { BoardInfo } from './board';
import type { ChipId, FlashMode } from './chip';
import type { Diagnosis } from './diagnosis';
import type { FileToken } from './firmware';
import type { PartitionEntry } from './partition-table';
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

/** A stretch of the flash, in bytes. */
export interface FlashRegion {
  readonly offset: number;
  readonly sizeBytes: number;
}

export interface EraseRequest {
  readonly kind: 'erase';
  readonly connect: ConnectOptions;
  /** Whole sectors; null: all of the flash. */
  readonly region: FlashRegion | null;
  /** Empty, or what the region is called: a partition's name. */
  readonly label: string;
}

/** Reads into a file that the station keeps. */
export interface ReadRequest {
  readonly kind: 'read';
  readonly connect: ConnectOptions;
  /** Null: all of the flash. */
  readonly region: FlashRegion | null;
  /** Empty, or what the region is called: a partition's name. */
  readonly label: string;
  /** The unfinished backup to go on with: only what is missing is read, and only from the same board. */
  readonly resume: BackupId | null;
}

/** Writes a backup back to where it was read from. */
export interface RestoreRequest {
  readonly kind: 'restore';
  readonly connect: ConnectOptions;
  readonly backup: BackupId;
  /** Without it, a board with another MAC or chip than the backup's is refused. */
  readonly acceptOtherBoard: boolean;
}

/** Compares the flash with files; nothing is written. */
export interface VerifyRequest {
  readonly kind: 'verify';
  readonly connect: ConnectOptions;
  readonly segments: readonly FlashSegment[];
}

/** Reads the partition table that is on the board. */
export interface PartitionsRequest {
  readonly kind: 'partitions';
  readonly connect: ConnectOptions;
  /** Flash offset of the table in bytes; 0x8000 on nearly every board. */
  readonly offset: number;
}

export interface ReadMemoryRequest {
  readonly kind: 'read-memory';
  readonly connect: ConnectOptions;
  /** Both in bytes and whole words. */
  readonly address: number;
  readonly sizeBytes: number;
}

export interface WriteMemoryRequest {
  readonly kind: 'write-memory';
  readonly connect: ConnectOptions;
  readonly address: number;
  /** A word of 32 bits. */
  readonly value: number;
  /** The bits that change. */
  readonly mask: number;
}

/** Finds out why a board does not answer. Succeeds whatever it finds: the diagnosis is its result. */
export interface DiagnoseRequest {
  readonly kind: 'diagnose';
  readonly connect: ConnectOptions;
}

export type JobRequest =
  | FlashPlan
  | IdentifyRequest
  | EraseRequest
  | ReadRequest
  | RestoreRequest
  | VerifyRequest
  | PartitionsRequest
  | ReadMemoryRequest
  | WriteMemoryRequest
  | DiagnoseRequest;
export type JobKind = JobRequest['kind'];

const kinds: Record<JobKind, true> = {
  flash: true,
  identify: true,
  erase: true,
  read: true,
  restore: true,
  verify: true,
  partitions: true,
  'read-memory': true,
  'write-memory': true,
  diagnose: true,
};
export const jobKinds = Object.keys(kinds) as JobKind[];

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

/** Neighbouring bytes that differ. */
export interface DifferenceRange extends FlashRegion {
  /** The first bytes of both, at most 16, hex. */
  readonly expected: string;
  readonly actual: string;
}

/** What a job brought back besides what every job tells. */
export type JobOutput =
  | { readonly type: 'backup'; readonly backup: BackupInfo }
  | {
      readonly type: 'partitions';
      readonly offset: number;
      /** Empty where there is no table: `problem` says what is there instead. */
      readonly entries: readonly PartitionEntry[];
      readonly problem: 'blank' | 'not-a-table' | 'damaged' | null;
    }
  | { readonly type: 'memory'; readonly address: number; readonly hex: string }
  | {
      readonly type: 'comparison';
      /** One for each segment, in the order asked for. */
      readonly segments: readonly {
        readonly name: string;
        readonly same: boolean;
        readonly differingBytes: number;
        /** At most the first hundred. */
        readonly ranges: readonly DifferenceRange[];
      }[];
    }
  | { readonly type: 'diagnosis'; readonly diagnosis: Diagnosis };

export interface JobResult {
  readonly board: BoardInfo | null;
  readonly segments: readonly SegmentResult[];
  /** True only when every byte on the chip was compared with the byte asked for. */
  readonly verified: boolean;
  readonly boot: BootReport | null;
  readonly output: JobOutput | null;
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
