import { AppError, toAppError } from '../../../src-shared/errors/app-error';
import type { AbortSignalLike } from '../../../src-shared/time/clock';
import type { EngineContext } from '../engine-context';
import { describeChipFrame, type FrameDescription } from '../protocol/describe-frame';
import type { StatusBytes } from '../protocol/packet';
import { encodeSlip, SlipDecoder } from '../protocol/slip';
import type { Transport } from '../transport/transport';
import { BootText } from './boot-text';

interface Waiter {
  /** Null once called. */
  onBegin: (() => void) | null;
  readonly resolve: (frame: Uint8Array | null) => void;
  readonly reject: (error: AppError) => void;
}

/**
 * Frames over a transport: what arrives is taken apart, traced and queued; what lies outside of frames is kept as boot text.
 * One receiver at a time. Everything that waits ends at once when the transport is lost or the signal is aborted.
 */
export class FrameLink {
  readonly transport: Transport;
  readonly context: EngineContext;
  readonly bootText = new BootText();
  /** How to read answers for the trace; 4 until SYNC's answer has told. */
  statusBytes: StatusBytes = 4;
  readonly #decoder: SlipDecoder;
  #frames: Uint8Array[] = [];
  #waiter: Waiter | null = null;
  #lost: AppError | null = null;
  /** The body sent last, as long as it has not come back. */
  #lastSent: readonly Uint8Array[] = [];
  #echoes = 0;
  #unsubscribe: (() => void)[] = [];

  constructor(transport: Transport, context: EngineContext) {
    this.transport = transport;
    this.context = context;
    this.#decoder = new SlipDecoder({
      onFrame: (frame) => this.#frameArrived(frame),
      onOutside: (bytes) => this.#textArrived(bytes),
    });
    this.attach();
  }

  /** Why the transport ended by itself, null while it has not. */
  get lost(): AppError | null {
    return this.#lost;
  }

  /** How often what was sent came back as it was: the adapter hears itself. */
  get echoes(): number {
    return this.#echoes;
  }

  /** Bytes of a frame that has begun and not ended. */
  get unfinished(): Uint8Array {
    return this.#decoder.unfinished;
  }

  /** Listens to the transport; again after it was closed and reopened. */
  attach(): void {
    this.detach();
    this.#lost = null;
    this.clear();
    this.#unsubscribe = [
      this.transport.onData((bytes) => this.#bytesArrived(bytes)),
      this.transport.onLost((error) => this.#transportLost(error)),
    ];
  }

  detach(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#unsubscribe = [];
  }

  /** Sends one frame holding `parts` one after the other; they are copied once, into the encoded frame. */
  async send(description: FrameDescription, ...parts: readonly Uint8Array[]): Promise<void> {
    if (this.#lost !== null) throw this.#lost;
    const sizeBytes = parts.reduce((sum, part) => sum + part.length, 0);
    this.context.trace({ type: 'frame', direction: 'host', ...description, sizeBytes });
    this.#lastSent = parts;
    await this.transport.write(encodeSlip(...parts));
  }

  /** The next frame, or null when none came within `timeoutMs`. `onBegin`: once, when it has begun to arrive. */
  receive(timeoutMs: number, signal?: AbortSignalLike, onBegin?: () => void): Promise<Uint8Array | null> {
    const waiting = this.#frames.shift();
    if (waiting !== undefined) {
      onBegin?.();
      return Promise.resolve(waiting);
    }
    if (this.#waiter !== null)
      return Promise.reject(new AppError('internal', { reason: 'two receivers on one link' }));
    if (signal?.aborted) return Promise.reject(toAppError(signal.reason));
    if (this.#lost !== null) return Promise.reject(this.#lost);
    return new Promise((resolve, reject) => {
      const onAbort = (): void => this.#settle((waiter) => waiter.reject(toAppError(signal?.reason)));
      const cancelTimer = this.context.clock.schedule(timeoutMs, () =>
        this.#settle((waiter) => waiter.resolve(null)),
      );
      const release = (): void => {
        cancelTimer();
        signal?.removeEventListener('abort', onAbort);
      };
      this.#waiter = {
        onBegin: onBegin ?? null,
        resolve: (frame) => {
          release();
          resolve(frame);
        },
        reject: (error) => {
          release();
          reject(error);
        },
      };
      signal?.addEventListener('abort', onAbort);
      if (this.#decoder.unfinishedBytes > 0) this.#tellBegin();
    });
  }

  /** Forgets the frames that have arrived; one that has begun is still to be seen to its end. */
  forgetFrames(): void {
    this.#frames = [];
  }

  /** Forgets the frames that have arrived and a frame that has begun. */
  clear(): void {
    this.#frames = [];
    this.#decoder.reset();
  }

  /** Throws away what arrives until the line was quiet for `quietMs`, or for `limitMs` in all. */
  async drain(quietMs: number, limitMs: number, signal?: AbortSignalLike): Promise<void> {
    const endsAt = this.context.clock.now() + limitMs;
    for (;;) {
      const leftMs = endsAt - this.context.clock.now();
      if (leftMs <= 0) return;
      if ((await this.receive(Math.min(quietMs, leftMs), signal)) === null) return;
    }
  }

  #bytesArrived(bytes: Uint8Array): void {
    this.#decoder.push(bytes);
    if (this.#decoder.unfinishedBytes > 0) this.#tellBegin();
  }

  #tellBegin(): void {
    const waiter = this.#waiter;
    const onBegin = waiter?.onBegin;
    if (!waiter || !onBegin) return;
    waiter.onBegin = null;
    onBegin();
  }

  #frameArrived(frame: Uint8Array): void {
    const description = describeChipFrame(frame, this.statusBytes);
    this.context.trace({ type: 'frame', direction: 'chip', ...description, sizeBytes: frame.length });
    if (frame.length > 0 && equalsParts(frame, this.#lastSent)) {
      this.#echoes++;
      this.#lastSent = [];
    }
    if (this.#waiter === null) this.#frames.push(frame);
    else {
      this.#tellBegin();
      this.#settle((waiter) => waiter.resolve(frame));
    }
  }

  #textArrived(bytes: Uint8Array): void {
    this.bootText.append(bytes);
    this.context.trace({ type: 'text', text: Buffer.from(bytes).toString('latin1') });
  }

  #transportLost(error: AppError): void {
    this.#lost = error;
    this.#settle((waiter) => waiter.reject(error));
  }

  #settle(how: (waiter: Waiter) => void): void {
    const waiter = this.#waiter;
    this.#waiter = null;
    if (waiter !== null) how(waiter);
  }
}

function equalsParts(frame: Uint8Array, parts: readonly Uint8Array[]): boolean {
  let at = 0;
  for (const part of parts) {
    const end = at + part.length;
    if (end > frame.length) return false;
    for (let index = 0; index < part.length; index++) if (frame[at + index] !== part[index]) return false;
    at = end;
  }
  return at === frame.length;
}
