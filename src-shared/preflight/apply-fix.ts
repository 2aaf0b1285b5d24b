import type { LayoutItem } from './check-plan';
import type { FindingFix } from './finding';

/** The part of a plan that a fix can change. */
export interface FixablePlan {
  readonly items: readonly LayoutItem[];
  readonly flashFrequency: string;
  readonly flashSize: string;
}

/** The plan with the remedy applied; everything else stays. */
export function applyFix<P extends FixablePlan>(plan: P, fix: FindingFix): P {
  switch (fix.type) {
    case 'move':
      return { ...plan, items: change(plan.items, fix.itemId, { offset: fix.offset }) };
    case 'exclude':
      return { ...plan, items: change(plan.items, fix.itemId, { include: false }) };
    case 'flash-size':
      return { ...plan, flashSize: fix.flashSize };
    case 'flash-frequency':
      return { ...plan, flashFrequency: fix.flashFrequency };
  }
}

function change(
  items: readonly LayoutItem[],
  id: string,
  changes: Partial<LayoutItem>,
): readonly LayoutItem[] {
  return items.map((item) => (item.id === id ? { ...item, ...changes } : item));
}
