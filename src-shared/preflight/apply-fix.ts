import type { LayoutItem } from './check-plan';
import type { PlanFix } from './finding';

/** The part of a plan that a fix can change. */
export interface FixablePlan {
  readonly items: readonly LayoutItem[];
  readonly flashFrequency: string;
  readonly flashSize: string;
  readonly eraseAll: boolean;
}

/** The plan with the remedy applied; everything else stays. What needs another import is not for here. */
export function applyFix<P extends FixablePlan>(plan: P, fix: PlanFix): P {
  switch (fix.type) {
    case 'move':
      return { ...plan, items: change(plan.items, fix.itemId, { offset: fix.offset }) };
    case 'exclude':
      return { ...plan, items: change(plan.items, fix.itemId, { include: false }) };
    case 'flash-size':
      return { ...plan, flashSize: fix.flashSize };
    case 'flash-frequency':
      return { ...plan, flashFrequency: fix.flashFrequency };
    case 'keep-flash':
      return { ...plan, eraseAll: false };
  }
}

function change(
  items: readonly LayoutItem[],
  id: string,
  changes: Partial<LayoutItem>,
): readonly LayoutItem[] {
  return items.map((item) => (item.id === id ? { ...item, ...changes } : item));
}
