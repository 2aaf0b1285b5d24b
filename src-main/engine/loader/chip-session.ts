import type { AbortSignalLike } from '../../../src-shared/time/clock';
import type { ChipSpec } from '../chips/chip-spec';
import type { EngineContext } from '../engine-context';
import type { ResetStep } from '../requests';
import type { Transport } from '../transport/transport';

export interface CommandOptions {
  /** XOR checksum of the payload; data commands only. */
  readonly checksum?: number;
  /** One deadline for the whole answer; stray bytes do not extend it. Default 3000 ms. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignalLike | undefined;
}

export interface Reply {
  /** The response header's value word. */
  readonly value: number;
  /** What follows the header, without the status bytes. */
  readonly data: Uint8Array;
}

/**
 * A chip that answers: in its ROM loader or in the stub. Owns the transport from `connect` to `close`.
 * One command at a time; a failed command leaves the session usable or closed, never half way.
 */
export interface ChipSession {
  readonly chip: ChipSpec;
  readonly loader: 'rom' | 'stub';
  readonly transport: Transport;
  readonly context: EngineContext;
  /** The ROM answers only what secure download mode allows: no registers, no memory, no stub. */
  readonly secureDownload: boolean;
  /** Bits a second that the line runs at now. */
  readonly baud: number;
  /** False where DTR and RTS do not reach the board: the user must press the buttons. */
  readonly canReset: boolean;
  /** Instead of the built-in way out of reset. */
  readonly hardReset?: readonly ResetStep[] | undefined;

  /**
   * Sends one command and waits for its answer. `command-refused` with the chip's reason when its status says no,
   * `no-response` at the deadline, `bad-response` for an answer that cannot be.
   */
  command(opcode: number, data: Uint8Array, options?: CommandOptions): Promise<Reply>;
  readRegister(address: number, signal?: AbortSignalLike): Promise<number>;
  /** Sets the bits of `mask` to those of `value`, then waits `delayUs`. */
  writeRegister(
    address: number,
    value: number,
    options?: { mask?: number; delayUs?: number; signal?: AbortSignalLike | undefined },
  ): Promise<void>;
  /**
   * One SLIP frame as it is: the stub's READ_FLASH streams these without headers. `onBegin` is called once, when the first of
   * its bytes are there.
   */
  receiveFrame(timeoutMs: number, signal?: AbortSignalLike, onBegin?: () => void): Promise<Uint8Array>;
  sendFrame(body: Uint8Array): Promise<void>;
  /** After a lost or damaged frame: drops what is on the way and syncs again. */
  resynchronise(signal?: AbortSignalLike): Promise<void>;
  /** Ends the session and closes the port; idempotent, never rejects. */
  close(): Promise<void>;
}
