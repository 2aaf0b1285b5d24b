import { dataHeaderSizeBytes, wordsOf } from '../protocol/command-packet';
import { Eraser, program } from './flash-writer';
import { Inflater } from './inflater';
import { isInFlash, work, type LoaderCore } from './loader-core';
import { stubError, type StubError } from './stub-errors';

interface Session {
  readonly eraser: Eraser;
  readonly inflater: Inflater | null;
  readonly encrypted: boolean;
  offset: number;
  /** Of the flash, not of what is sent. */
  remainingBytes: number;
}

/**
 * Writing flash with the stub: a block is answered when it is there, then unpacked, erased for and programmed while the
 * next one arrives. What fails then is said in the answer to the next command, which is not carried out.
 */
export class StubFlash {
  readonly #core: LoaderCore;
  #session: Session | null = null;

  constructor(core: LoaderCore) {
    this.#core = core;
  }

  /** Words: size in flash, blocks, block size, offset; a fifth (encrypted) may follow. */
  begin(payload: Uint8Array, compressed: boolean): StubError | null {
    if (payload.length !== 16 && payload.length !== 20) return stubError.badDataLength;
    const [sizeBytes = 0, , , offset = 0, encrypted = 0] = wordsOf(payload);
    if (!isInFlash(this.#core, offset, sizeBytes) || !this.#core.nor.reachable)
      return stubError.failedSpiOperation;
    const eraser = new Eraser(this.#core, offset, sizeBytes);
    this.#session = {
      eraser,
      inflater: compressed ? new Inflater() : null,
      encrypted: encrypted !== 0,
      offset,
      remainingBytes: sizeBytes,
    };
    return eraser.startNext() === 'done' ? null : stubError.failedSpiOperation;
  }

  /** Whether a block can be taken. */
  check(payload: Uint8Array, compressed: boolean): StubError | null {
    if (!this.#session || compressed !== (this.#session.inflater !== null)) return stubError.notInFlashMode;
    if (compressed && this.#session.remainingBytes === 0) return stubError.tooMuchData;
    return wordsOf(payload)[0] === payload.length - dataHeaderSizeBytes ? null : stubError.tooMuchData;
  }

  /** `encrypted`: whatever the session was begun with, as the stubs before 1.0 were asked to do it for each block. */
  async data(bytes: Uint8Array, { encrypted = false } = {}): Promise<StubError | null> {
    const session = this.#session;
    if (!session) return null;
    if (!session.inflater) return this.#write(session, bytes.subarray(0, session.remainingBytes), encrypted);
    const parts = session.inflater.push(bytes);
    if (!parts) return stubError.inflate;
    for (const part of parts) {
      if (part.length > session.remainingBytes) return stubError.tooMuchData;
      if (session.eraser.startNext() === 'refused') return stubError.failedSpiOperation;
      await work(this.#core, (part.length / 1024) * this.#core.facts.time.inflateMsPerKiB);
      const error = await this.#write(session, part);
      if (error !== null) return error;
    }
    return null;
  }

  /** The flag in it asks for a reset, which this stub does not do. */
  end(payload: Uint8Array): StubError | null {
    if (payload.length !== 4) return stubError.badDataLength;
    if (!this.#session) return stubError.notInFlashMode;
    if (this.#session.remainingBytes > 0) return stubError.badDataLength;
    this.#session = null;
    return null;
  }

  async #write(session: Session, bytes: Uint8Array, encrypt = false): Promise<StubError | null> {
    if ((await session.eraser.upTo(session.offset + bytes.length)) === 'refused')
      return stubError.failedSpiOperation;
    const encrypted = encrypt || session.encrypted;
    if ((await program(this.#core, session.offset, bytes, { encrypted })) === 'refused')
      return stubError.failedSpiOperation;
    session.offset += bytes.length;
    session.remainingBytes -= bytes.length;
    return null;
  }
}
