import { constants, inflateSync } from 'node:zlib';
import { flashBlockBytesFor } from '../loader/block-sizes';
import type { ChipSession } from '../loader/chip-session';
import { hasQuirk } from '../loader/command-support';
import { encodeDataBlock, encodeFlashBegin, encodeFlashEnd, type FlashBegin } from '../protocol/commands';
import { opcodes } from '../protocol/opcodes';
import { payloadChecksum } from '../protocol/packet';
import { eraseTimeoutMs, timeouts, writeBlockTimeoutMs } from '../protocol/timeouts';
import { eraseSizeForEsp8266Rom, flashSectorBytes, padWithErased } from './flash-geometry';

/** One FLASH_BEGIN with its blocks, or FLASH_DEFL_BEGIN with them. */
export interface FlashStream {
  readonly offset: number;
  /** What the flash shall hold from `offset` on; a multiple of four bytes. */
  readonly data: Uint8Array;
  /** The same as a zlib stream; null where it is sent as it is. */
  readonly packed: Uint8Array | null;
  /** The chip encrypts it while it writes; never together with `packed`. */
  readonly encrypted: boolean;
}

/** What one block is: command, body and checksum, ready for the line. */
interface Block {
  readonly body: Uint8Array;
  readonly checksum: number;
}

/** A compressed block can hold more than the average; the deadline for it allows for so much more. */
const unevenness = 4;
const unevenBytes = 0x1_0000;
/** A stub inflates into a buffer of this size and writes when it is full. @source esp-flasher-stub */
const inflateBufferBytes = 0x8000;

/** The blocks of one stream, cut as the loader of `session` wants them. */
export class FlashStreamSender {
  readonly #session: ChipSession;
  readonly #stream: FlashStream;
  readonly #blockBytes: number;
  readonly #payload: Uint8Array;
  readonly blockCount: number;
  /** Blocks that the loader took. */
  acknowledged = 0;

  constructor(session: ChipSession, stream: FlashStream) {
    this.#session = session;
    this.#stream = stream;
    this.#blockBytes = flashBlockBytesFor(session);
    this.#payload = stream.packed ?? padWithErased(stream.data, this.#blockBytes);
    this.blockCount = Math.ceil(this.#payload.length / this.#blockBytes);
  }

  /**
   * Sends it all. While a block is on the line the next one is made ready, so that the line waits for nothing but the
   * acknowledgement. `onBlock` gets how many bytes of the flash's contents went out so far.
   */
  async send(onBlock: (doneBytes: number) => void, signal?: AbortSignal): Promise<void> {
    const opcode = this.#stream.packed === null ? opcodes.FLASH_DATA : opcodes.FLASH_DEFL_DATA;
    const timeoutMs = this.#blockTimeoutMs();
    await this.#begin(signal);
    let block = this.#block(0);
    for (let sequence = 0; sequence < this.blockCount; sequence++) {
      const { body, checksum } = block;
      const answered = this.#session.command(opcode, body, { checksum, timeoutMs, signal });
      if (sequence + 1 < this.blockCount) block = this.#block(sequence + 1);
      await answered;
      this.acknowledged = sequence + 1;
      onBlock(this.#doneBytes(this.acknowledged));
    }
    await this.#end(timeoutMs, signal);
  }

  /**
   * How far the flash surely holds the data after `acknowledged` blocks, in bytes from the start, whole sectors. A stub
   * acknowledges a block before it writes it, so the last one counts as lost.
   */
  safeBytes(): number {
    const written = Math.max(0, this.acknowledged - 1) * this.#blockBytes;
    const { packed, data } = this.#stream;
    const sure = packed === null ? written : inflatedBytes(packed.subarray(0, written)) - inflateBufferBytes;
    return Math.min(floorTo(Math.max(0, sure), flashSectorBytes), floorTo(data.length - 1, flashSectorBytes));
  }

  async #begin(signal?: AbortSignal): Promise<void> {
    const { packed, data, offset, encrypted } = this.#stream;
    const begin: FlashBegin = {
      sizeBytes: packed === null ? this.#eraseBytes() : this.#inflatedSize(),
      blockCount: this.blockCount,
      blockBytes: this.#blockBytes,
      offset,
      encrypted: this.#takesEncryptedWord() ? encrypted : null,
    };
    await this.#session.command(
      packed === null ? opcodes.FLASH_BEGIN : opcodes.FLASH_DEFL_BEGIN,
      encodeFlashBegin(begin),
      { timeoutMs: eraseTimeoutMs(data.length), signal },
    );
  }

  /**
   * The stub stays and answers when the last block is in the flash. A ROM is not sent an end: it would leave the loader.
   * @source golden/wire, stub-write-* and rom-write-*
   */
  async #end(blockTimeoutMs: number, signal?: AbortSignal): Promise<void> {
    if (this.#session.loader === 'rom') return;
    await this.#session.command(
      this.#stream.packed === null ? opcodes.FLASH_END : opcodes.FLASH_DEFL_END,
      encodeFlashEnd(true),
      { timeoutMs: Math.max(timeouts.flashEndMs, blockTimeoutMs), signal },
    );
  }

  #eraseBytes(): number {
    const { data, offset } = this.#stream;
    const { chip, loader } = this.#session;
    if (loader === 'rom' && hasQuirk(chip, 'rom-erase-size-bug'))
      return eraseSizeForEsp8266Rom(offset, data.length).sizeBytes;
    return data.length;
  }

  /** A ROM counts whole blocks, a stub wants the exact size. */
  #inflatedSize(): number {
    const { length } = this.#stream.data;
    if (this.#session.loader === 'stub') return length;
    return Math.ceil(length / this.#blockBytes) * this.#blockBytes;
  }

  #takesEncryptedWord(): boolean {
    return this.#session.loader === 'stub' || hasQuirk(this.#session.chip, 'rom-encrypted-write');
  }

  #block(sequence: number): Block {
    const start = sequence * this.#blockBytes;
    const payload = this.#payload.subarray(start, start + this.#blockBytes);
    return { body: encodeDataBlock(sequence, payload), checksum: payloadChecksum(payload) };
  }

  #blockTimeoutMs(): number {
    const { length } = this.#stream.data;
    const average = (this.#blockBytes * length) / this.#payload.length;
    return writeBlockTimeoutMs(Math.min(length, average * unevenness + unevenBytes));
  }

  #doneBytes(blocks: number): number {
    const { length } = this.#stream.data;
    return Math.min(length, Math.floor((length * blocks) / this.blockCount));
  }
}

/** Size of what the beginning of a zlib stream holds. */
function inflatedBytes(packed: Uint8Array): number {
  if (packed.length === 0) return 0;
  return inflateSync(packed, { finishFlush: constants.Z_SYNC_FLUSH }).length;
}

function floorTo(value: number, unit: number): number {
  return Math.floor(value / unit) * unit;
}
