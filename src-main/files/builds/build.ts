import type { ChipId, FlashMode } from '../../../src-shared/model/chip';
import type { ImportFormat, ImportNotice, OffsetReason } from '../../../src-shared/model/firmware';
import type { FirmwareTree } from '../tree/firmware-tree';

/** A file that a build names. */
export interface BuildFile {
  /** In the build's tree. */
  readonly path: string;
  /** Flash offset in bytes; null: to be told by what the file is. */
  readonly offset: number | null;
  readonly reason: OffsetReason;
  readonly include: boolean;
  readonly note: string;
  /** Hex; null where nothing was recorded. A file that differs is taken with the notice `file-changed`. */
  readonly sha256: string | null;
  /** What was taken out of the file, where the layout names a part of it: the part's name; null: all of it. */
  readonly member: string | null;
}

/** One set of files that belong together, with what is said of them. */
export interface Build {
  /** Path of what describes it, in its tree; with a number where one file describes several. */
  readonly id: string;
  readonly format: ImportFormat;
  /** For people who have to choose between several. */
  readonly label: string;
  readonly detail: string;
  readonly title: string | null;
  readonly tree: FirmwareTree;
  readonly files: readonly BuildFile[];
  readonly chip: ChipId | null;
  readonly flashMode: FlashMode | null;
  readonly flashFrequency: string | null;
  readonly flashSize: string | null;
  readonly baud: number | null;
  readonly eraseAll: boolean | null;
  readonly notices: readonly ImportNotice[];
}
