import { includedItems } from '../placed-item';
import type { Rule } from './rule';

/** Erasing everything takes the bootloader that is on the board with it. */
export const noBootloader: Rule = (plan) => {
  const items = includedItems(plan);
  const brings = items.some((item) => item.kind === 'bootloader' || item.kind === 'merged');
  if (!plan.eraseAll || items.length === 0 || brings) return [];
  return [
    { code: 'no-bootloader', severity: 'warning', itemIds: [], context: {}, fix: { type: 'keep-flash' } },
  ];
};
