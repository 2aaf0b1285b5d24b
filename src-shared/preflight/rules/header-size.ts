import type { LayoutItem, PlanToCheck } from '../check-plan';
import { formatFlashSize, parseFlashSize } from '../../model/flash-size';
import { placedItems } from '../placed-item';
import type { Rule } from './rule';

/** A bootloader that believes in more flash than there is stops the app at its start. */
export const headerSizeLargerThanFlash: Rule = (plan) => {
  const actual = plan.board?.flash?.sizeBytes ?? null;
  if (actual === null) return [];
  return placedItems(plan)
    .filter((item) => item.kind === 'bootloader' || item.kind === 'merged')
    .flatMap((item) => {
      const claimed = claimedSize(plan, item);
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
          fix: { type: 'flash-size', flashSize: 'detect' },
        },
      ];
    });
};

/** What the header will say once it is written; null where it will say what the flash has. */
function claimedSize(plan: PlanToCheck, item: LayoutItem): number | null {
  if (plan.flashSize === 'detect') return null;
  const size = plan.flashSize === 'keep' ? (item.image?.flashSize ?? null) : plan.flashSize;
  return size === null ? null : parseFlashSize(size);
}
