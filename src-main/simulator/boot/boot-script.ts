import type { ResetReason } from './reset-reason';

/** Text and who talks: ROMs of chips with another crystal than they reckon with talk at another rate than firmware. */
export interface BootLine {
  readonly by: 'rom' | 'firmware';
  readonly text: string;
}

/** Where a start ends up. */
export type BootEnd =
  | { readonly type: 'download' }
  | { readonly type: 'running' }
  | { readonly type: 'reset'; readonly reason: ResetReason; readonly afterMs: number };

export interface BootScript {
  readonly lines: readonly BootLine[];
  readonly end: BootEnd;
}

/** How long a watchdog lets a chip hang that found nothing to boot. */
export const watchdogMs = 800;

export const gaveUp: BootEnd = { type: 'reset', reason: 'watchdog', afterMs: watchdogMs };
