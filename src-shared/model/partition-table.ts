/** One row of a partition table. Offsets and sizes in bytes. @source ESP-IDF partition table format */
export interface PartitionEntry {
  readonly name: string;
  /** 0 app, 1 data. */
  readonly type: number;
  readonly subtype: number;
  readonly offset: number;
  readonly sizeBytes: number;
  readonly encrypted: boolean;
  readonly readOnly: boolean;
}

export const partitionTableOffset = 0x8000;
