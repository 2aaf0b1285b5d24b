import { formatFlashSize } from '../../model/flash-size';
import type { PlanToCheck } from '../check-plan';
import type { FindingFix } from '../finding';
import { flashSizeOf } from '../flash-size';
import { claimedFlashBytes, isAdjusted } from '../header-flash-size';
import { endOf, placedItems, type PlacedItem } from '../placed-item';
import { partitionsAfter } from '../plan-partitions';
import type { Rule } from './rule';

/** A bootloader that believes in more flash than there is stops the app at its start. */
export const headerSizeLargerThanFlash: Rule = (plan) => {
  const actual = plan.board?.flash?.sizeBytes ?? null;
  if (actual === null) return [];
  return bootloaders(plan).flatMap((item) => {
    const claimed = claimedFlashBytes(plan, item);
    if (claimed === null || claimed <= actual) return [];
    return [
      {
        code: 'header-size-larger-than-flash',
        severity: 'error',
        itemIds: [item.id],
        context: {
          name: item.name,
          headerSize: formatFlashSize(claimed),
          flashSize: formatFlashSize(actual),
        },
        fix: remedy(plan, item),
      },
    ];
  });
};

/** A bootloader that believes in less flash than the table needs refuses the table. @source ESP-IDF, esp_partition_table_verify */
export const headerSizeSmallerThanTable: Rule = (plan) => {
  const needed = Math.max(0, ...(partitionsAfter(plan) ?? []).map(endOf));
  // What the flash itself does not reach is another matter.
  if (needed > (flashSizeOf(plan) ?? Infinity)) return [];
  return bootloaders(plan).flatMap((item) => {
    const claimed = claimedFlashBytes(plan, item);
    if (claimed === null || claimed >= needed) return [];
    return [
      {
        code: 'header-size-smaller-than-table',
        severity: 'error',
        itemIds: [item.id],
        context: {
          name: item.name,
          headerSize: formatFlashSize(claimed),
          neededSize: formatFlashSize(needed),
        },
        fix: remedy(plan, item),
      },
    ];
  });
};

function bootloaders(plan: PlanToCheck): readonly PlacedItem[] {
  return placedItems(plan).filter((item) => item.kind === 'bootloader' || item.kind === 'merged');
}

/** A header that is not adjusted where it is can be once the image is taken apart. */
function remedy(plan: PlanToCheck, item: PlacedItem): FindingFix | null {
  if (isAdjusted(plan, item)) return { type: 'flash-size', flashSize: 'detect' };
  return item.kind === 'merged' ? { type: 'keep-settings', itemId: item.id } : null;
}
