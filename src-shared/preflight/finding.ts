import type { ErrorContext } from '../errors/app-error';

/** What pre-flight can find; the words are in the locale files under `findings`. */
export type FindingCode =
  | 'nothing-to-flash'
  | 'file-empty'
  | 'offset-missing'
  | 'offset-misaligned'
  | 'segments-overlap'
  | 'past-end-of-flash'
  | 'image-wrong-chip'
  | 'images-for-different-chips'
  | 'image-wrong-revision'
  | 'image-checksum-bad'
  | 'image-digest-bad'
  | 'bootloader-wrong-offset'
  | 'header-size-larger-than-flash'
  | 'header-size-smaller-than-table'
  | 'partition-table-faulty'
  | 'partition-past-end-of-flash'
  | 'partition-table-changes'
  | 'partition-table-overwritten'
  | 'no-partition-table'
  | 'app-does-not-fit-partition'
  | 'app-not-at-partition'
  | 'app-not-started'
  | 'data-does-not-fit-partition'
  | 'data-not-at-partition'
  | 'no-bootloader'
  | 'board-secured'
  | 'settings-will-be-erased'
  | 'settings-kept'
  | 'flash-setting-unknown';

/** A one-click remedy that is a change to the plan as it is. */
export type PlanFix =
  | { readonly type: 'move'; readonly itemId: string; readonly offset: number }
  | { readonly type: 'exclude'; readonly itemId: string }
  | { readonly type: 'flash-size'; readonly flashSize: string }
  | { readonly type: 'flash-frequency'; readonly flashFrequency: string }
  /** The flash is not erased before. */
  | { readonly type: 'keep-flash' };

/** A one-click remedy that needs the station: the merged image behind the row is imported again, as its parts. */
export interface ImportFix {
  readonly type: 'keep-settings';
  readonly itemId: string;
}

export type FindingFix = PlanFix | ImportFix;

export interface Finding {
  readonly code: FindingCode;
  /** `error` blocks flashing, `warning` explains, `info` reassures. */
  readonly severity: 'error' | 'warning' | 'info';
  /** The rows it is about. */
  readonly itemIds: readonly string[];
  /** Values for the words. */
  readonly context: ErrorContext;
  readonly fix: FindingFix | null;
}
