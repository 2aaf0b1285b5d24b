/**
 * How long things take on a simulated board, in ms unless the name says otherwise.
 * @source Typical values of 25-series NOR flash (sector erase 45 ms, 64 KiB erase 200 ms, page program 0.4 ms).
 */
export interface TimeModel {
  /** Bytes take their 10 bits on the line; otherwise they arrive at once. */
  readonly uartPaced: boolean;
  /** USB adapter, once for each piece that it passes on. */
  readonly adapterLatencyMs: number;
  /** From the last byte of a command to the first of its answer. */
  readonly commandMs: number;
  readonly sectorEraseMs: number;
  readonly block64EraseMs: number;
  readonly chipEraseMsPerMiB: number;
  /** 256 bytes. */
  readonly pageProgramMs: number;
  readonly statusWriteMs: number;
  readonly md5MsPerKiB: number;
  readonly inflateMsPerKiB: number;
  /** Between two steps of booting. */
  readonly bootStepMs: number;
}

export const realTime: TimeModel = {
  uartPaced: true,
  adapterLatencyMs: 1,
  commandMs: 0.2,
  sectorEraseMs: 45,
  block64EraseMs: 200,
  chipEraseMsPerMiB: 2500,
  pageProgramMs: 0.4,
  statusWriteMs: 10,
  // About 3 MB/s: reading and hashing.
  md5MsPerKiB: 0.33,
  inflateMsPerKiB: 0.25,
  bootStepMs: 8,
};

/** No waiting beside what boards need to behave differently: capacitors and watchdogs keep their time. */
export const fastTime: TimeModel = {
  uartPaced: false,
  adapterLatencyMs: 0,
  commandMs: 0,
  sectorEraseMs: 0,
  block64EraseMs: 0,
  chipEraseMsPerMiB: 0,
  pageProgramMs: 0,
  statusWriteMs: 0,
  md5MsPerKiB: 0,
  inflateMsPerKiB: 0,
  bootStepMs: 0,
};
