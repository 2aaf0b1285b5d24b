import { sectorBytes } from '../../model/flash-size';
import { hexOffset, placedItems } from '../placed-item';
import { nextFreeOffset, properOffset } from '../suggest-offset';
import type { Rule } from './rule';

/** Flash is erased by whole sectors: a file that starts within one would take its neighbour's bytes with it. */
export const offsetMisaligned: Rule = (plan) =>
  placedItems(plan)
    .filter((item) => item.offset % sectorBytes !== 0)
    .map((item) => {
      const offset = properOffset(plan, item) ?? nextFreeOffset(plan, item, item.offset);
      return {
        code: 'offset-misaligned',
        severity: 'error',
        itemIds: [item.id],
        context: { name: item.name, offset: hexOffset(item.offset) },
        fix:
          offset === null ? { type: 'exclude', itemId: item.id } : { type: 'move', itemId: item.id, offset },
      };
    });
