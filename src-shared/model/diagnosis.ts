import type { BoardInfo } from './board';
import type { PortId } from './port';

/** What the connection doctor tells apart; the words are beside it in `doctor/cause-texts.ts`. */
export const causes = [
  'healthy',
  'no-adapter', // nothing on USB that could be a board: cable or power
  'no-driver', // an adapter is on USB, but the system made no port of it
  'no-permission',
  'busy',
  'gone', // the port was there and is not any more
  'silent',
  'wrong-rate', // somebody talks, at another rate
  'wrong-crystal', // the ROM talks, at a rate that another crystal gives
  'noise', // bytes that no rate makes sense of
  'echo', // our own bytes come back: TX and RX are bridged
  'normal-boot', // BOOT was not held
  'tx-not-wired', // download mode, but it does not hear us
  'brown-out',
  'boot-loop',
  'wrong-chip',
  'secured',
  'flash-missing', // the chip answers, its flash does not
] as const;

export type Cause = (typeof causes)[number];

/** One thing that was looked at, in the order of looking; the words are in `doctor/cause-texts.ts`. */
export interface Evidence {
  readonly code: string;
  readonly context: Readonly<Record<string, string | number>>;
}

/** What the doctor found: exactly one cause, and what it is founded on. */
export interface Diagnosis {
  readonly port: PortId | null;
  readonly cause: Cause;
  /** Fills the words of the cause: `{group}`, `{program}`, `{adapter}` … */
  readonly context: Readonly<Record<string, string | number>>;
  readonly evidence: readonly Evidence[];
  /** What the board said outside of the protocol, at the rate that could be read best. */
  readonly bootText: string;
  readonly board: BoardInfo | null;
}
