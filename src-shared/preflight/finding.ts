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
  | 'image-wrong-revision'
  | 'image-checksum-bad'
  | 'image-digest-bad'
  | 'bootloader-wrong-offset'
  | 'header-size-larger-than-flash'
  | 'app-does-not-fit-partition'
  | 'app-not-at-partition'
  | 'no-bootloader'
  | 'board-secured'
  | 'settings-will-be-erased'
  | 'flash-setting-unknown';

/** A one-click remedy: a change to the layout that makes the finding go away. */
export type FindingFix =
  | { readonly type: 'move'; readonly itemId: string; readonly offset: number }
  | { readonly type: 'exclude'; readonly itemId: string }
  | { readonly type: 'flash-size'; readonly flashSize: string }
  | { readonly type: 'flash-frequency'; readonly flashFrequency: string };

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
