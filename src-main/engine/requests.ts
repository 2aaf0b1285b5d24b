import type { ChipId, FlashMode } from '../../src-shared/model/chip';
import type { SegmentResult } from '../../src-shared/model/job';

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
  /** Instead of the built-in strategies: what to do with the lines to get into the loader. */
  readonly customReset?: readonly ResetStep[] | undefined;
  /** Instead of the built-in way out of reset. */
  readonly customHardReset?: readonly ResetStep[] | undefined;
}

/** One step of a reset: the lines given change together, or time passes. `true` asserts a line (low at the pin). */
export type ResetStep =
  { readonly lines: { readonly dtr?: boolean; readonly rts?: boolean } } | { readonly waitMs: number };

/**
 * Which pins the flash hangs on. `SPI` and `HSPI` are the chip's own sets; else GPIO numbers.
 * @source golden/commands.json, `--spi-connection`; Espressif, serial protocol, SPI_ATTACH
 */
export type SpiConnection =
  | 'SPI'
  | 'HSPI'
  | {
      readonly clk: number;
      readonly q: number;
      readonly d: number;
      readonly hd: number;
      readonly cs: number;
    };

/** Of the internal regulator that supplies the flash of an ESP32. */
export const flashVoltages = ['1.8V', '1.9V', 'OFF'] as const;
export type FlashVoltage = (typeof flashVoltages)[number];

/** What every operation on the flash may be told about how to reach it. */
export interface FlashAccess {
  /** Default: the chip's own pins. */
  readonly spiConnection?: SpiConnection | undefined;
  /** ESP32 only. Default: as the board has it. */
  readonly flashVoltage?: FlashVoltage | undefined;
  /** Header spelling: goes before what the flash's id says. Default: detected. */
  readonly flashSize?: string | undefined;
}

export interface WriteSegment {
  readonly name: string;
  /** Flash offset in bytes. */
  readonly offset: number;
  readonly data: Uint8Array;
  /** The chip encrypts it while it writes. Default: not. */
  readonly encrypted?: boolean;
  /** What the flash held there when it was written last: sectors that are the same in both are left out. Default: unknown. */
  readonly previous?: Uint8Array | undefined;
}

export interface WriteRequest extends FlashAccess {
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
  /** Writes encrypted although the eFuses do not say that flash encryption is on. Default: refused. */
  readonly ignoreEncryptionEfuse?: boolean;
  /** Takes `previous` for what is in the flash without asking the chip for its MD5 first. Default: asks. */
  readonly trustPrevious?: boolean;
  /** Told of each segment as soon as it is in the flash, before anything is compared: for whoever needs to know if the rest fails. */
  readonly onSegment?: (index: number, result: SegmentResult) => void;
}

export interface ReadRequest extends FlashAccess {
  readonly offset: number;
  readonly sizeBytes: number;
  /** Gets the bytes in order; they are valid only during the call. */
  readonly onBytes: (bytes: Uint8Array) => void;
}

export interface EraseFlashRequest extends FlashAccess {
  /** Compares all of the flash afterwards, not only its first and last 64 KiB. Default: samples. */
  readonly verifyAll?: boolean;
  /** Goes on where the board is secured and will not boot again. Default: refused. */
  readonly force?: boolean;
}

export interface EraseRegionRequest extends FlashAccess {
  /** Both in bytes and whole sectors. */
  readonly offset: number;
  readonly sizeBytes: number;
  readonly force?: boolean;
}

export interface BlockReadRequest extends FlashAccess {
  readonly offset: number;
  readonly sizeBytes: number;
  /** Bytes that are proven at once, and read again at most after an interruption. Default: 64 KiB. */
  readonly blockBytes?: number;
  /** Gets the blocks in order, each proven to be what the chip has; `md5` is hex. The bytes are valid only during the call. */
  readonly onBlock: (offset: number, bytes: Uint8Array, md5: string) => void | Promise<void>;
}

export interface CompareOptions extends FlashAccess {
  /** False: only counts the bytes that differ. */
  readonly listDifferences: boolean;
}

export interface MemoryRange {
  readonly address: number;
  readonly sizeBytes: number;
}

export interface MemoryReadRequest extends MemoryRange {
  /** Gets the bytes in order; they are valid only during the call. */
  readonly onBytes: (bytes: Uint8Array) => void;
}

export interface MemoryWrite {
  /** A whole word. */
  readonly address: number;
  readonly value: number;
  /** The bits that change. Default: all. */
  readonly mask?: number;
}

/** How many of the flash's status registers. */
export type StatusRegisterCount = 1 | 2 | 3;

export interface StatusReadRequest extends FlashAccess {
  readonly registers: StatusRegisterCount;
}

export interface StatusWriteRequest extends StatusReadRequest {
  /** The first register in the lowest byte. */
  readonly value: number;
  /** Keeps the value without power; else it is gone with it. */
  readonly nonVolatile: boolean;
}

export interface SfdpRequest extends FlashAccess {
  /** 24 bits. */
  readonly address: number;
  readonly sizeBytes: number;
}

export interface RamImage {
  readonly name: string;
  readonly bytes: Uint8Array;
}
