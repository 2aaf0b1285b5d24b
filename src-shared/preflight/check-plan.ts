import type { BoardInfo } from '../model/board';
import type { ChipSummary, FlashMode } from '../model/chip';
import type { FirmwareItem } from '../model/firmware';
import type { Finding } from './finding';
import { appPartition } from './rules/app-partition';
import { boardSecured } from './rules/board-secured';
import { bootloaderWrongOffset } from './rules/bootloader-wrong-offset';
import { fileEmpty } from './rules/file-empty';
import { flashSettingUnknown } from './rules/flash-setting-unknown';
import { headerSizeLargerThanFlash } from './rules/header-size';
import { imageDamaged } from './rules/image-damaged';
import { imageWrongChip } from './rules/image-wrong-chip';
import { imageWrongRevision } from './rules/image-wrong-revision';
import { noBootloader } from './rules/no-bootloader';
import { nothingToFlash } from './rules/nothing-to-flash';
import { offsetMisaligned } from './rules/offset-misaligned';
import { offsetMissing } from './rules/offset-missing';
import { pastEndOfFlash } from './rules/past-end-of-flash';
import type { Rule } from './rules/rule';
import { segmentsOverlap } from './rules/segments-overlap';
import { settingsErased } from './rules/settings-erased';

/** A row of the layout as the user has it now. */
export interface LayoutItem extends Omit<FirmwareItem, 'offsetReason'> {
  readonly include: boolean;
}

export interface PlanToCheck {
  readonly items: readonly LayoutItem[];
  /** The chip chosen or found; null while neither is known. */
  readonly chip: ChipSummary | null;
  readonly chips: readonly ChipSummary[];
  readonly board: BoardInfo | null;
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
  imageWrongRevision,
  fileEmpty,
  imageDamaged,
  offsetMissing,
  offsetMisaligned,
  bootloaderWrongOffset,
  appPartition,
  segmentsOverlap,
  pastEndOfFlash,
  headerSizeLargerThanFlash,
  flashSettingUnknown,
  noBootloader,
  settingsErased,
];

const severityOrder: Record<Finding['severity'], number> = { error: 0, warning: 1, info: 2 };

/** Everything that can be known to be wrong or risky before a byte is written. Pure; worst first. */
export function checkPlan(plan: PlanToCheck): readonly Finding[] {
  return rules
    .flatMap((rule) => rule(plan))
    .sort((a, b) => severityOrder[a.severity] - severityOrder[b.severity]);
}
