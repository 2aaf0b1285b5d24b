import { includedItems } from '../placed-item';
import { properOffset } from '../suggest-offset';
import type { Rule } from './rule';

export const offsetMissing: Rule = (plan) =>
  includedItems(plan)
    .filter((item) => item.offset === null && item.sizeBytes > 0)
    .map((item) => {
      const offset = properOffset(plan, item);
      return {
        code: 'offset-missing',
        severity: 'error',
        itemIds: [item.id],
        context: { name: item.name },
        fix:
          offset === null ? { type: 'exclude', itemId: item.id } : { type: 'move', itemId: item.id, offset },
      };
    });
