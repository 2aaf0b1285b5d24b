import { parseFlashSize } from '../model/flash-size';
import type { PlanToCheck } from './check-plan';
import type { PlacedItem } from './placed-item';
import { chipOf } from './suggest-offset';

/** How much flash the header of a bootloader will claim once it is written; null where it will say what the flash has. */
export function claimedFlashBytes(plan: PlanToCheck, item: PlacedItem): number | null {
  const chosen = isAdjusted(plan, item) ? plan.flashSize : 'keep';
  if (chosen === 'detect') return null;
  const size = chosen === 'keep' ? (item.image?.flashSize ?? null) : chosen;
  return size === null ? null : parseFlashSize(size);
}

/** Headers are adjusted where the ROM reads them: a merged image that begins before its bootloader stays as it is. */
export function isAdjusted(plan: PlanToCheck, item: PlacedItem): boolean {
  const chip = chipOf(plan, item);
  return chip === null || item.offset === chip.bootloaderOffset;
}
