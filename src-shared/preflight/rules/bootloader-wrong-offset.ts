import { hexOffset, placedItems } from '../placed-item';
import { chipOf } from '../suggest-offset';
import { isForeign } from './image-wrong-chip';
import type { Rule } from './rule';

export const bootloaderWrongOffset: Rule = (plan) =>
  placedItems(plan).flatMap((item) => {
    const chip = chipOf(plan, item);
    if (item.kind !== 'bootloader' || chip === null || item.offset === chip.bootloaderOffset) return [];
    // For a foreign bootloader no place on this chip is right.
    if (item.image !== null && isForeign(item.image, chip.id)) return [];
    return [
      {
        code: 'bootloader-wrong-offset',
        severity: 'error',
        itemIds: [item.id],
        context: {
          name: item.name,
          offset: hexOffset(item.offset),
          expected: hexOffset(chip.bootloaderOffset),
          chip: chip.name,
        },
        fix: { type: 'move', itemId: item.id, offset: chip.bootloaderOffset },
      },
    ];
  });
