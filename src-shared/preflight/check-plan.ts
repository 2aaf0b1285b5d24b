import type { BoardInfo } from '../model/board';
import type { ChipSummary, FlashMode } from '../model/chip';
import type { FirmwareItem } from '../model/firmware';
import type { Finding } from './finding';

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

/** Everything that can be known to be wrong or risky before a byte is written. Pure; worst first. */
export function checkPlan(_plan: PlanToCheck): readonly Finding[] {
  return [];
}
