import type { ImageInfo } from '../../model/firmware';
import { includedItems } from '../placed-item';
import { isForeign } from './image-wrong-chip';
import type { Rule } from './rule';

export const imageWrongRevision: Rule = (plan) => {
  const { board } = plan;
  const revision = board?.revision ?? null;
  if (board === null || revision === null) return [];
  return includedItems(plan).flatMap((item) => {
    const { image } = item;
    if (image === null || isForeign(image, board.chip) || accepts(image, revision)) return [];
    return [
      {
        code: 'image-wrong-revision',
        severity: 'error',
        itemIds: [item.id],
        context: { name: item.name, needed: rangeOf(image), actual: formatRevision(revision) },
        fix: null,
      },
    ];
  });
};

function accepts(image: ImageInfo, revision: number): boolean {
  return revision >= (image.minRevision ?? 0) && revision <= (image.maxRevision ?? Infinity);
}

/** Signs, not words: the same in every language. */
function rangeOf({ minRevision, maxRevision }: ImageInfo): string {
  const min = formatRevision(minRevision ?? 0);
  return maxRevision === null ? `≥ ${min}` : `${min} – ${formatRevision(maxRevision)}`;
}

function formatRevision(revision: number): string {
  return `v${Math.floor(revision / 100)}.${revision % 100}`;
}
