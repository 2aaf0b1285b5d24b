import type { BoardInfo } from '../model/board';
import type { ChipSummary, FlashMode } from '../model/chip';
import type { FirmwareItem } from '../model/firmware';
import type { PartitionEntry } from '../model/partition-table';
import type { Finding } from './finding';
import { appNotStarted } from './rules/app-not-started';
import { appPartition } from './rules/app-partition';
import { boardSecured } from './rules/board-secured';
import { bootloaderWrongOffset } from './rules/bootloader-wrong-offset';
import { dataPartition } from './rules/data-partition';
import { fileEmpty } from './rules/file-empty';
import { flashSettingUnknown } from './rules/flash-setting-unknown';
import { headerSizeLargerThanFlash, headerSizeSmallerThanTable } from './rules/header-size';
import { imageDamaged } from './rules/image-damaged';
import { imagesForDifferentChips, imageWrongChip } from './rules/image-wrong-chip';
import { imageWrongRevision } from './rules/image-wrong-revision';
import { noBootloader } from './rules/no-bootloader';
import { noPartitionTable } from './rules/no-partition-table';
import { nothingToFlash } from './rules/nothing-to-flash';
import { offsetMisaligned } from './rules/offset-misaligned';
import { offsetMissing } from './rules/offset-missing';
import { partitionPastEndOfFlash } from './rules/partition-past-end';
import { partitionTableChanges } from './rules/partition-table-changes';
import { partitionTableFaulty } from './rules/partition-table-faulty';
import { partitionTableOverwritten } from './rules/partition-table-overwritten';
import { pastEndOfFlash } from './rules/past-end-of-flash';
import type { Rule } from './rules/rule';
import { segmentsOverlap } from './rules/segments-overlap';
import { settingsErased } from './rules/settings-erased';
import { settingsKept } from './rules/settings-kept';

/** A row of the layout as the user has it now. */
export type LayoutItem = Omit<FirmwareItem, 'offsetReason'>;

export interface PlanToCheck {
  readonly items: readonly LayoutItem[];
  /** The chip chosen or found; null while neither is known. */
  readonly chip: ChipSummary | null;
  readonly chips: readonly ChipSummary[];
  readonly board: BoardInfo | null;
  /** What the board's own partition table says; empty where it has none, null where it was not read. */
  readonly boardPartitions: readonly PartitionEntry[] | null;
  readonly flashMode: FlashMode | 'keep';
  readonly flashFrequency: string;
  readonly flashSize: string;
  readonly eraseAll: boolean;
}

/** What makes the rest pointless comes first. */
const rules: readonly Rule[] = [
  nothingToFlash,
  boardSecured,
  imageWrongChip,
  imagesForDifferentChips,
  imageWrongRevision,
  fileEmpty,
  imageDamaged,
  offsetMissing,
  offsetMisaligned,
  bootloaderWrongOffset,
  partitionTableFaulty,
  partitionPastEndOfFlash,
  appPartition,
  dataPartition,
  segmentsOverlap,
  pastEndOfFlash,
  headerSizeLargerThanFlash,
  headerSizeSmallerThanTable,
  flashSettingUnknown,
  noBootloader,
  noPartitionTable,
  partitionTableOverwritten,
  settingsErased,
  partitionTableChanges,
  appNotStarted,
  settingsKept,
];

const severityOrder: Record<Finding['severity'], number> = { error: 0, warning: 1, info: 2 };

/** Everything that can be known to be wrong or risky before a byte is written. Pure; worst first. */
export function checkPlan(plan: PlanToCheck): readonly Finding[] {
  return rules
    .flatMap((rule) => rule(plan))
    .sort((a, b) => severityOrder[a.severity] - severityOrder[b.severity]);
}
