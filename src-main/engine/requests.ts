import type { ChipId, FlashMode } from '../../src-shared/model/chip';

/** `golden/commands.json`, `--before`. */
export const beforeResets = ['default-reset', 'usb-reset', 'no-reset', 'no-reset-no-sync'] as const;
export type BeforeReset = (typeof beforeResets)[number];

/** `golden/commands.json`, `--after`. */
export const afterResets = [
  'hard-reset',
  'soft-reset',
  'no-reset',
  'no-reset-stub',
  'watchdog-reset',
] as const;
export type AfterReset = (typeof afterResets)[number];

export interface ConnectRequest {
  readonly chip: ChipId | 'auto';
  /** Rate after connecting; the chip is met at its ROM's 115200 whatever this is. */
  readonly baud: number;
  readonly useStub: boolean;
  readonly before: BeforeReset;
  /** Rounds over the reset strategies; 0 goes on until cancelled. */
  readonly attempts: number;
}

export interface WriteSegment {
  readonly name: string;
  /** Flash offset in bytes. */
  readonly offset: number;
  readonly data: Uint8Array;
}

export interface WriteRequest {
  readonly segments: readonly WriteSegment[];
  readonly flashMode: FlashMode | 'keep';
  /** Header spelling or `keep`. */
  readonly flashFrequency: string;
  /** Header spelling, `keep` or `detect`. */
  readonly flashSize: string;
  readonly eraseAll: boolean;
  /** Null: compressed with the stub, where that is smaller; not with the ROM unless asked. */
  readonly compress: boolean | null;
  readonly verify: boolean;
  readonly skipUnchanged: boolean;
  /** Goes on where the image is for another chip or revision, or the board is secured. */
  readonly force: boolean;
}

export interface ReadRequest {
  readonly offset: number;
  readonly sizeBytes: number;
  /** Gets the bytes in order; they are valid only during the call. */
  readonly onBytes: (bytes: Uint8Array) => void;
}
