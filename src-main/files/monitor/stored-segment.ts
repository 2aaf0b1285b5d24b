/** Bytes that were appended one after the other: the first of them in a file, what is not written yet here. */
export interface StoredBytes {
  readonly file: string;
  /** So many are in the file; it may have more by now. */
  readonly writtenBytes: number;
  /** Those that follow. */
  readonly rest: Uint8Array;
}

/** A stretch of a monitor's lines as it was at one moment: plain data, which crosses to a worker. */
export interface StoredSegment {
  /** The number of its first line. */
  readonly firstLine: number;
  readonly lineCount: number;
  /** A record for each line. */
  readonly records: StoredBytes;
  /** What the board sent, all of it. */
  readonly received: StoredBytes;
  /** The texts of sent lines, marks as JSON. */
  readonly others: StoredBytes;
}

/** Line numbers from `from` up to, not including, `to`. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}
