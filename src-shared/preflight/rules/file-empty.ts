import { includedItems } from '../placed-item';
import type { Rule } from './rule';

export const fileEmpty: Rule = (plan) =>
  includedItems(plan)
    .filter((item) => item.sizeBytes === 0)
    .map((item) => ({
      code: 'file-empty',
      severity: 'error',
      itemIds: [item.id],
      context: { name: item.name },
      fix: { type: 'exclude', itemId: item.id },
    }));
