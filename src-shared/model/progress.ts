/** The steps of an operation, in the order in which they can come. */
export const stages = [
  'connect', // reset, sync, which chip
  'stub', // upload of the stub flasher
  'identify',
  'prepare', // compress, patch headers
  'erase',
  'write',
  'read',
  'verify',
  'boot', // reset into the application and read its first lines
] as const;

export type Stage = (typeof stages)[number];

/** Things worth telling while the work goes on; the words are in the locale files under `notices`. */
export type NoticeCode =
  | 'chip-detected'
  | 'stub-running'
  | 'stub-already-running'
  | 'no-stub-for-chip'
  | 'press-buttons'
  | 'no-reset-lines'
  | 'baud-changed'
  | 'baud-not-changed'
  | 'flash-size-detected'
  | 'flash-size-unknown'
  | 'header-patched'
  | 'header-not-patched'
  | 'segment-unchanged'
  | 'compression-skipped'
  | 'block-repeated'
  | 'not-verified'
  | 'register-changes' // {address}: never twice the same
  | 'partition-table-changes' // {changes}: what moves or goes with the table that is written
  | 'previous-not-there' // {name}: the flash does not hold what was written last, so all of it is written
  | 'link-slower' // {baud}: what follows goes at this rate
  | 'link-uncompressed'
  | 'link-without-stub'
  | 'link-remembered' // {baud}: what worked with this adapter the last time
  | 'waiting-for-board' // {port}: unplugged in the middle, may come back
  | 'board-back' // {port}, what it is called now
  | 'resumed' // {from}: bytes that need not go over the line again
  | 'stub-refused' // the chip runs no code from RAM; its ROM does the work
  | 'secure-download';

/**
 * What an operation says while it runs. A `stage` opens each step; `bytes` follow within it, `done` never
 * falling within one segment and ending at `total`. The engine sends no terminal event: its promise is that.
 */
export type ProgressEvent =
  | { readonly type: 'stage'; readonly stage: Stage }
  | {
      readonly type: 'bytes';
      readonly stage: Stage;
      /** Index into the segments asked for; null where the step has none. */
      readonly segment: number | null;
      /** Bytes of flash, not of the line. */
      readonly done: number;
      readonly total: number;
    }
  | {
      readonly type: 'notice';
      readonly code: NoticeCode;
      readonly context: Readonly<Record<string, string | number>>;
    };

export type OnProgress = (event: ProgressEvent) => void;
