import { includedItems } from '../placed-item';
import type { Rule } from './rule';

export const nothingToFlash: Rule = (plan) =>
  includedItems(plan).length > 0
    ? []
    : [{ code: 'nothing-to-flash', severity: 'error', itemIds: [], context: {}, fix: null }];
