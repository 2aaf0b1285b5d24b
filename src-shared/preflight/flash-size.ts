import type { PlanToCheck } from './check-plan';

const kibi = 1024;
const mebi = 1024 * 1024;

/** Header spelling in bytes: `4MB`, `512KB`, `2MB-c1`; null for anything else. */
export function parseFlashSize(size: string): number | null {
  const match = /^(\d+)(KB|MB)(-c1)?$/.exec(size);
  if (match === null) return null;
  return Number(match[1]) * (match[2] === 'MB' ? mebi : kibi);
}

/** `4MB`, `512KB`. */
export function formatFlashSize(sizeBytes: number): string {
  return sizeBytes % mebi === 0 ? `${sizeBytes / mebi}MB` : `${sizeBytes / kibi}KB`;
}

/** What the flash really has, else what was chosen by hand; null while neither is known. */
export function flashSizeOf(plan: PlanToCheck): number | null {
  return plan.board?.flash?.sizeBytes ?? parseFlashSize(plan.flashSize);
}
