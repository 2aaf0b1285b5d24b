import { createHash } from 'node:crypto';
import { AppError, toAppError } from '../../../src-shared/errors/app-error';
import type { RunOptions } from '../engine-context';
import type { ChipSession } from '../loader/chip-session';
import { encodeReadFlash, encodeReadFlashAck, encodeReadFlashSlow } from '../protocol/commands';
import { opcodes } from '../protocol/opcodes';
import { md5TimeoutMs, timeouts, wireTimeMs } from '../protocol/timeouts';
import { canHashFlash, hashFlash } from './flash-md5';
import { canReadByRegisters, readByRegisters } from './read-by-registers';
import { lineFaults } from '../loader/repeat-on-line-fault';

/** Bytes in one frame of READ_FLASH; the stub has no room for more. */
const frameBytes = 0x1000;
/** Frames that a stub may send ahead; today's sends one whatever is asked for. @source esp-flasher-stub */
const maxInFlight = 64;
/** Bytes in one answer to READ_FLASH_SLOW. */
const slowBytes = 64;
/** At one place; getting further starts the counting anew. */
const maxRepetitions = 3;

export interface BlockRange {
  readonly offset: number;
  readonly sizeBytes: number;
}

export interface ProvenBlock {
  readonly bytes: Uint8Array;
  /** Hex, of `bytes`: what the chip itself says. */
  readonly md5: string;
}

/**
 * Reads one block and proves it: by the digest that the stub sends behind it, by the chip's MD5, or, where the chip has neither,
 * by reading it twice. Neither frames nor answers have a checksum of their own, so nothing is handed on before.
 * A lost frame is asked for again. `onReceived` gets the bytes of this block so far; after a repetition they may fall.
 * Throws `read-corrupt` where the digests keep on differing.
 */
export class BlockReading {
  readonly #session: ChipSession;
  readonly #range: BlockRange;
  readonly #onReceived: (bytes: number) => void;
  readonly #run: RunOptions;
  readonly #bytes: Uint8Array;
  #received = 0;

  constructor(session: ChipSession, range: BlockRange, onReceived: (bytes: number) => void, run: RunOptions) {
    this.#session = session;
    this.#range = range;
    this.#onReceived = onReceived;
    this.#run = run;
    this.#bytes = new Uint8Array(range.sizeBytes);
  }

  async read(): Promise<ProvenBlock> {
    for (let attempt = 1; ; attempt++) {
      this.#received = 0;
      const md5Frame = await this.#receiveAll();
      const md5 = createHash('md5').update(this.#bytes).digest('hex');
      const expected = md5Frame ?? (await this.#askAgain(md5));
      if (expected === md5) return { bytes: this.#bytes, md5 };
      if (attempt > maxRepetitions) throw new AppError('read-corrupt', { actual: md5, expected });
      this.#tellRepetition(0, 'read-corrupt');
    }
  }

  /** The stub's digest where one command brought all of it; null where the proof is still to come. */
  async #receiveAll(): Promise<string | null> {
    let repetitions = 0;
    let inOne = true;
    for (;;) {
      const before = this.#received;
      try {
        const digest = await this.#receiveRest();
        return inOne ? digest : null;
      } catch (error) {
        const failure = toAppError(error);
        repetitions = this.#received > before ? 1 : repetitions + 1;
        if (!lineFaults.includes(failure.code) || repetitions > maxRepetitions) throw failure;
        inOne = false;
        this.#tellRepetition(this.#received, failure.code);
        await this.#session.resynchronise(this.#run.signal);
      }
    }
  }

  async #askAgain(md5: string): Promise<string> {
    const { offset, sizeBytes } = this.#range;
    if (canHashFlash(this.#session)) {
      // Asked for twice where it differs: the answer may be what was damaged.
      const first = await hashFlash(this.#session, offset, sizeBytes, this.#run);
      return first === md5 ? first : hashFlash(this.#session, offset, sizeBytes, this.#run);
    }
    const hash = createHash('md5');
    await readByRegisters(this.#session, this.#range, (bytes) => hash.update(bytes), this.#run);
    return hash.digest('hex');
  }

  /** All that is missing, in the way that this loader has. */
  async #receiveRest(): Promise<string | null> {
    if (this.#received === this.#bytes.length) return null;
    if (this.#session.loader === 'stub') return this.#receiveFromStub();
    if (canReadByRegisters(this.#session)) {
      await readByRegisters(this.#session, this.#missing(), (bytes) => this.#take(bytes), this.#run);
    } else await this.#receiveFromRom();
    return null;
  }

  /** READ_FLASH for all that is missing: frames without header, each acknowledged by the bytes received, then an MD5. */
  async #receiveFromStub(): Promise<string> {
    const { signal } = this.#run;
    const missing = this.#missing();
    await this.#session.command(
      opcodes.READ_FLASH,
      encodeReadFlash({ ...missing, frameBytes, maxInFlight }),
      { signal },
    );
    for (let received = 0; received < missing.sizeBytes;) {
      const sizeBytes = Math.min(frameBytes, missing.sizeBytes - received);
      received += sizeBytes;
      this.#take(await this.#frame(sizeBytes, encodeReadFlashAck(received)));
    }
    const digest = await this.#session.receiveFrame(md5TimeoutMs(missing.sizeBytes), signal);
    return Buffer.from(expectFrame(digest, 16)).toString('hex');
  }

  /**
   * The next frame, acknowledged as soon as it begins to arrive: the stub sends it to its end before it looks for the
   * acknowledgement, and would wait for it otherwise for as long as the adapter takes both ways. What is wrong with the frame
   * shows here or in the digest, and is asked for again. @source esp-flasher-stub, READ_FLASH
   */
  async #frame(sizeBytes: number, acknowledgement: Uint8Array): Promise<Uint8Array> {
    const timeoutMs = timeouts.readFrameMs + wireTimeMs(2 * sizeBytes, this.#session.baud);
    const { signal } = this.#run;
    let acknowledged = Promise.resolve();
    const frame = await this.#session.receiveFrame(timeoutMs, signal, () => {
      acknowledged = this.#session.sendFrame(acknowledgement);
      // Awaited below, but only if the frame comes.
      acknowledged.catch(() => undefined);
    });
    await acknowledged;
    return expectFrame(frame, sizeBytes);
  }

  async #receiveFromRom(): Promise<void> {
    while (this.#received < this.#bytes.length) {
      const { offset, sizeBytes } = this.#missing();
      const wanted = Math.min(slowBytes, sizeBytes);
      const body = encodeReadFlashSlow(offset, wanted);
      const { signal } = this.#run;
      const { data } = await this.#session.command(opcodes.READ_FLASH_SLOW, body, { signal });
      // The ROM answers with 64 bytes however few were asked for.
      if (data.length < wanted) expectFrame(data, wanted);
      this.#take(data.subarray(0, wanted));
    }
  }

  #missing(): BlockRange {
    const { offset, sizeBytes } = this.#range;
    return { offset: offset + this.#received, sizeBytes: sizeBytes - this.#received };
  }

  #take(bytes: Uint8Array): void {
    this.#bytes.set(bytes, this.#received);
    this.#received += bytes.length;
    this.#onReceived(this.#received);
  }

  #tellRepetition(received: number, reason: string): void {
    const context = { from: this.#range.offset + received, reason };
    this.#run.onProgress?.({ type: 'notice', code: 'block-repeated', context });
  }
}

function expectFrame(frame: Uint8Array, sizeBytes: number): Uint8Array {
  if (frame.length === sizeBytes) return frame;
  const detail = `${frame.length} bytes instead of ${sizeBytes}`;
  throw new AppError('bad-response', { command: 'READ_FLASH', detail });
}
