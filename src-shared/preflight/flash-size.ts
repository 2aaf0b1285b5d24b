import { parseFlashSize } from '../model/flash-size';
import type { PlanToCheck } from './check-plan';

/** What the flash really has, else what was chosen by hand; null while neither is known. */
export function flashSizeOf(plan: PlanToCheck): number | null {
  return plan.board?.flash?.sizeBytes ?? parseFlashSize(plan.flashSize);
}
