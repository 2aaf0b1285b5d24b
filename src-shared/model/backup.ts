import type { ChipId } from './chip';

export type BackupId = string;

/** What was read from a board into a file that the station keeps. */
export interface BackupInfo {
  readonly id: BackupId;
  /** Ms since 1970. */
  readonly createdAtMs: number;
  readonly chip: ChipId;
  /** Of the board that it was read from: `7c:df:a1:b2:c3:d4`; null where the chip told none. */
  readonly mac: string | null;
  /** Size of the whole flash in bytes. */
  readonly flashSizeBytes: number | null;
  /** Flash offset of the first byte. */
  readonly offset: number;
  readonly sizeBytes: number;
  /** Bytes that are in the file; less than `sizeBytes` while it can be gone on with. */
  readonly doneBytes: number;
  /** Empty for all of the flash, else what the region is called: a partition's name. */
  readonly label: string;
  /** Named by MAC and date: `esp32c3-7cdfa1b2c3d4-2026-11-21-1504.bin`. */
  readonly fileName: string;
  /** Hex, of the whole file; null until it is whole. */
  readonly sha256: string | null;
}

/** Where the host has put a file for the user: on disk, or behind an address that the page may load once. */
export type OfferedFile =
  { readonly type: 'saved'; readonly path: string } | { readonly type: 'download'; readonly url: string };
