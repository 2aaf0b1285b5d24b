import type { ImageInfo } from '../../model/firmware';
import type { PlanToCheck } from '../check-plan';
import { includedItems } from '../placed-item';
import type { Rule } from './rule';

export const imageWrongChip: Rule = (plan) => {
  const { chip } = plan;
  if (chip === null) return [];
  return includedItems(plan).flatMap((item) => {
    if (item.image === null || !isForeign(item.image, chip.id)) return [];
    return [
      {
        code: 'image-wrong-chip',
        severity: namesItsChip(item.image) || item.offset === chip.bootloaderOffset ? 'error' : 'warning',
        itemIds: [item.id],
        context: { name: item.name, imageChip: nameOf(plan, item.image), boardChip: chip.name },
        fix: null,
      },
    ];
  });
};

/** Images of the ESP8266 carry no chip id: they are told by their addresses, which data can have by accident. */
function namesItsChip(image: ImageInfo): boolean {
  return image.chip !== 'esp8266';
}

/** An image that does not say its chip is not accused. */
export function isForeign(image: ImageInfo, chipId: string): boolean {
  if (image.chip !== null) return image.chip !== chipId;
  return image.unknownChipId !== null;
}

function nameOf(plan: PlanToCheck, image: ImageInfo): string {
  const known = plan.chips.find((chip) => chip.id === image.chip);
  return known?.name ?? image.chip ?? `chip id ${image.unknownChipId ?? '?'}`;
}
