import type { ErrorContext } from '../errors/app-error';

/** One row of a partition table. Offsets and sizes in bytes. @source ESP-IDF partition table format */
export interface PartitionEntry {
  readonly name: string;
  /** 0 app, 1 data, 2 bootloader, 3 partition table. */
  readonly type: number;
  readonly subtype: number;
  readonly offset: number;
  readonly sizeBytes: number;
  readonly encrypted: boolean;
  readonly readOnly: boolean;
}

export const partitionTableOffset = 0x8000;

/** A row as it is written in a CSV file, or is being edited. Offsets and sizes in bytes. */
export interface PartitionDraft {
  readonly name: string;
  /** 0x00…0xFF; 0 app, 1 data, 0x40 and above the project's own. */
  readonly type: number;
  readonly subtype: number;
  /** Null: right behind the row before it, aligned as its type wants. */
  readonly offset: number | null;
  readonly sizeBytes: number;
  readonly encrypted: boolean;
  readonly readOnly: boolean;
}

/** A partition table as a file holds it. */
export interface PartitionTableFile {
  readonly rows: readonly PartitionDraft[];
  /** Where the table itself lies in flash, in bytes, where the file tells (a merged image), else 0x8000. */
  readonly tableOffset: number;
  /** False for binary tables without the MD5 row. */
  readonly hasMd5: boolean;
}

/**
 * What is wrong or risky in a table; words under `partitionProblems` in the locale files. Every context has `name`, what the
 * first of the rows is called (`#3` for the third where it has no name); the rest of it is said behind each code.
 */
export type PartitionProblemCode =
  | 'no-rows' // no name
  | 'too-many-rows' // count, most; no name
  | 'name-missing'
  | 'name-too-long' // cut: what remains of it
  | 'name-twice'
  | 'name-not-for-csv'
  | 'name-misleading' // kind: what it really is, such as `data/fat`
  | 'type-reserved' // type: such as `0x05`
  | 'size-missing'
  | 'size-misaligned' // size, alignment: hex
  | 'offset-misaligned' // offset, alignment: hex
  | 'bootloader-offset-missing'
  | 'overlaps-row' // other: the row it reaches into; offset, end: hex, of it and of the other
  | 'overlaps-table' // offset, free: hex, the first offset that is free
  | 'row-order' // other: the row above; offset, end: hex, of it and of the other
  | 'past-end-of-flash' // end: bytes; flash: such as `4MB`
  | 'no-app' // no name
  | 'factory-twice'
  | 'ota-slot-twice' // slot: such as `ota_1`
  | 'otadata-missing'
  | 'otadata-twice'
  | 'otadata-size' // size: hex
  | 'read-only-not-possible'
  | 'nvs-too-small' // size, least: hex
  | 'ota-slots-uneven' // other: the larger one; size, largest: hex
  | 'ota-slot-gap'; // slot: the missing one

export interface PartitionProblem {
  readonly code: PartitionProblemCode;
  /** `error`: bootloader or generator refuse such a table. */
  readonly severity: 'error' | 'warning';
  /** The rows it is about, by position. */
  readonly rows: readonly number[];
  readonly context: ErrorContext;
}

/** Which app the bootloader would start, as the OTA data partition says. @source ESP-IDF "Over The Air Updates" */
export interface OtaData {
  /** The two copies; null where one is blank. */
  readonly copies: readonly (OtaDataCopy | null)[];
  /** Sequence number that counts: of n slots, number (sequence - 1) % n is started. Null: the factory app, else the first slot. */
  readonly activeSequence: number | null;
}

export interface OtaDataCopy {
  readonly sequence: number;
  readonly state: 'new' | 'pending-verify' | 'valid' | 'invalid' | 'aborted' | 'undefined';
  readonly crcValid: boolean;
}
