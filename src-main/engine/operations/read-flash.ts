import { createHash, type Hash } from 'node:crypto';
import { AppError, toAppError } from '../../../src-shared/errors/app-error';
import type { RunOptions } from '../engine-context';
import type { ChipSession } from '../loader/chip-session';
import { knowsCommand } from '../loader/command-support';
import { encodeReadFlash, encodeReadFlashAck, encodeReadFlashSlow } from '../protocol/commands';
import { commandName, opcodes } from '../protocol/opcodes';
import { md5TimeoutMs, timeouts, wireTimeMs } from '../protocol/timeouts';
import type { ReadRequest } from '../requests';
import { prepareRange } from './attach-flash';
import { canHashFlash, hashFlashExpecting } from './flash-md5';
import { canReadByRegisters, readByRegisters } from './read-by-registers';
import { lineFaults } from './repeat-on-line-fault';

/** Bytes in one frame of READ_FLASH; the stub has no room for more. */
const frameBytes = 0x1000;
/** Frames that a stub may send ahead; today's sends one whatever is asked for. @source esp-flasher-stub */
const maxInFlight = 64;
/** Bytes in one answer to READ_FLASH_SLOW. */
const slowBytes = 64;
/** At one place; getting further starts the counting anew. */
const maxRepetitions = 3;

/**
 * Reads a range and hands it on piece by piece, each straight from its frame. A lost frame is asked for again. At the end the
 * MD5 of what arrived is compared with the chip's: `read-corrupt`. Throws `past-end-of-flash`, `command-unsupported`,
 * `secure-download-mode`.
 */
export async function readFlash(
  session: ChipSession,
  request: ReadRequest,
  run: RunOptions = {},
): Promise<{ md5: string }> {
  const { offset, sizeBytes } = request;
  refuseUnreadable(session);
  await prepareRange(session, { name: 'range', offset, sizeBytes }, run);
  run.onProgress?.({ type: 'stage', stage: 'read' });
  const reading = new Reading(session, request, run);
  const { md5, compared } = await reading.readAll();
  // The stub's own digest covers what one command read; after a repetition, and with a ROM, the whole is asked for.
  if (!compared && sizeBytes > 0 && canHashFlash(session)) {
    const expected = await hashFlashExpecting(session, md5, offset, sizeBytes, run);
    if (expected !== md5) throw new AppError('read-corrupt', { actual: md5, expected });
  }
  return { md5 };
}

/** Before anything is sent. */
function refuseUnreadable(session: ChipSession): void {
  if (canReadByRegisters(session)) return;
  const opcode = session.loader === 'stub' ? opcodes.READ_FLASH : opcodes.READ_FLASH_SLOW;
  const context = { chip: session.chip.name, command: commandName(opcode) };
  if (session.secureDownload) throw new AppError('secure-download-mode', context);
  if (!knowsCommand(session, opcode)) throw new AppError('command-unsupported', context);
}

/** State of one read: how much has been handed on. */
class Reading {
  readonly #session: ChipSession;
  readonly #request: ReadRequest;
  readonly #run: RunOptions;
  readonly #hash: Hash = createHash('md5');
  #done = 0;

  constructor(session: ChipSession, request: ReadRequest, run: RunOptions) {
    this.#session = session;
    this.#request = request;
    this.#run = run;
  }

  /** `compared`: the chip's digest was over all of it and the same. */
  async readAll(): Promise<{ md5: string; compared: boolean }> {
    this.#report();
    let repetitions = 0;
    let repeated = false;
    for (;;) {
      const before = this.#done;
      try {
        const compared = await this.#readRest();
        return { md5: this.#hash.digest('hex'), compared: compared && !repeated };
      } catch (error) {
        const failure = toAppError(error);
        repetitions = this.#done > before ? 1 : repetitions + 1;
        if (!lineFaults.includes(failure.code) || repetitions > maxRepetitions) throw failure;
        repeated = true;
        const context = { from: this.#done, reason: failure.code };
        this.#run.onProgress?.({ type: 'notice', code: 'block-repeated', context });
        await this.#session.resynchronise(this.#run.signal);
      }
    }
  }

  /** All that is missing, in the way that this loader has. */
  async #readRest(): Promise<boolean> {
    if (this.#session.loader === 'stub') return this.#readStub();
    return canReadByRegisters(this.#session) ? this.#readRegisters() : this.#readRom();
  }

  /** READ_FLASH for all that is missing: frames without header, each acknowledged by the bytes received, then an MD5. */
  async #readStub(): Promise<boolean> {
    const { signal } = this.#run;
    const missing = this.#request.sizeBytes - this.#done;
    if (missing === 0) return false;
    const offset = this.#request.offset + this.#done;
    await this.#session.command(
      opcodes.READ_FLASH,
      encodeReadFlash({ offset, sizeBytes: missing, frameBytes, maxInFlight }),
      { signal },
    );
    const hash = createHash('md5');
    for (let received = 0; received < missing;) {
      const sizeBytes = Math.min(frameBytes, missing - received);
      received += sizeBytes;
      const frame = await this.#frame(sizeBytes, encodeReadFlashAck(received));
      hash.update(frame);
      this.#handOn(frame);
    }
    const expected = Buffer.from(await this.#digestFrame(missing)).toString('hex');
    const actual = hash.digest('hex');
    if (actual !== expected) throw new AppError('read-corrupt', { actual, expected });
    return true;
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
    return this.#expectFrame(frame, sizeBytes);
  }

  async #digestFrame(coveredBytes: number): Promise<Uint8Array> {
    const frame = await this.#session.receiveFrame(md5TimeoutMs(coveredBytes), this.#run.signal);
    return this.#expectFrame(frame, 16);
  }

  #expectFrame(frame: Uint8Array, sizeBytes: number): Uint8Array {
    if (frame.length === sizeBytes) return frame;
    const detail = `${frame.length} bytes instead of ${sizeBytes}`;
    throw new AppError('bad-response', { command: 'READ_FLASH', detail });
  }

  async #readRegisters(): Promise<boolean> {
    const range = {
      offset: this.#request.offset + this.#done,
      sizeBytes: this.#request.sizeBytes - this.#done,
    };
    await readByRegisters(this.#session, range, (bytes) => this.#handOn(bytes), this.#run);
    return false;
  }

  async #readRom(): Promise<boolean> {
    const { offset, sizeBytes } = this.#request;
    while (this.#done < sizeBytes) {
      const wanted = Math.min(slowBytes, sizeBytes - this.#done);
      const body = encodeReadFlashSlow(offset + this.#done, wanted);
      const { data } = await this.#session.command(opcodes.READ_FLASH_SLOW, body, {
        signal: this.#run.signal,
      });
      // The ROM answers with 64 bytes however few were asked for.
      if (data.length < wanted) this.#expectFrame(data, wanted);
      this.#handOn(data.subarray(0, wanted));
    }
    return false;
  }

  #handOn(bytes: Uint8Array): void {
    this.#hash.update(bytes);
    this.#request.onBytes(bytes);
    this.#done += bytes.length;
    this.#report();
  }

  #report(): void {
    const { sizeBytes: total } = this.#request;
    this.#run.onProgress?.({ type: 'bytes', stage: 'read', segment: null, done: this.#done, total });
  }
}
