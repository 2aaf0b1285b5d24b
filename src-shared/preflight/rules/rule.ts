import type { PlanToCheck } from '../check-plan';
import type { Finding } from '../finding';

/** One thing to look for; pure. */
export type Rule = (plan: PlanToCheck) => readonly Finding[];
