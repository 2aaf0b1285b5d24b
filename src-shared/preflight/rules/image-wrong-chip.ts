import type { ChipSummary } from '../../model/chip';
import type { ImageInfo } from '../../model/firmware';
import type { LayoutItem, PlanToCheck } from '../check-plan';
import type { Finding } from '../finding';
import { includedItems } from '../placed-item';
import type { Rule } from './rule';

/** Images for another chip than that of the board, or where no board is there, than that which was chosen. */
export const imageWrongChip: Rule = (plan) => {
  const { chip } = plan;
  if (chip === null || differ(plan)) return [];
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

/** Images that cannot all be right, whatever the board turns out to be. */
export const imagesForDifferentChips: Rule = (plan) => {
  if (!differ(plan)) return [];
  const items = itemsWithChip(plan);
  const measure = items.find(({ image }) => image.chip === plan.chip?.id) ?? items[0];
  if (measure === undefined) return [];
  return items
    .filter(({ image }) => image.chip !== measure.image.chip)
    .map((item): Finding => ({
      code: 'images-for-different-chips',
      severity: 'error',
      itemIds: [item.id],
      context: {
        name: item.name,
        imageChip: nameOf(plan, item.image),
        other: measure.name,
        otherChip: nameOf(plan, measure.image),
      },
      fix: { type: 'exclude', itemId: item.id },
    }));
};

/** A board that is there is the measure of everything. */
function differ(plan: PlanToCheck): boolean {
  return plan.board === null && new Set(itemsWithChip(plan).map(({ image }) => image.chip)).size > 1;
}

type ItemWithImage = LayoutItem & { readonly image: ImageInfo };

function itemsWithChip(plan: PlanToCheck): readonly ItemWithImage[] {
  return includedItems(plan).filter(
    (item): item is ItemWithImage =>
      item.image !== null && item.image.chip !== null && namesItsChip(item.image),
  );
}

/** Images of the ESP8266 carry no chip id: they are told by their addresses, which data can have by accident. */
function namesItsChip(image: ImageInfo): boolean {
  return image.chip !== 'esp8266';
}

/** An image that does not say its chip is not accused. */
export function isForeign(image: ImageInfo, chipId: ChipSummary['id']): boolean {
  if (image.chip !== null) return image.chip !== chipId;
  return image.unknownChipId !== null;
}

function nameOf(plan: PlanToCheck, image: ImageInfo): string {
  const known = plan.chips.find((chip) => chip.id === image.chip);
  return known?.name ?? image.chip ?? `chip id ${image.unknownChipId ?? '?'}`;
}
