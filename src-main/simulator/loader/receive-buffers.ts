/** Each holds one frame: one that the loader works on and one that arrives meanwhile. */
const bufferCount = 2;

/** Frames on their way from the UART to the loader. A frame that arrives while both buffers are taken is lost. */
export class ReceiveBuffers {
  readonly #waiting: Uint8Array[] = [];
  readonly #signal: AbortSignal;
  #inUse = false;
  #lostFrames = 0;
  #wake: (() => void) | null = null;

  /** Aborted when the chip is reset. */
  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#wake?.());
  }

  get lostFrames(): number {
    return this.#lostFrames;
  }

  arrive(frame: Uint8Array): void {
    if (this.#waiting.length + (this.#inUse ? 1 : 0) >= bufferCount) {
      this.#lostFrames += 1;
      return;
    }
    this.#waiting.push(frame);
    this.#wake?.();
  }

  /** Gives back the buffer of the last frame and waits for the next one. Rejects when the chip is reset. */
  async next(): Promise<Uint8Array> {
    this.#inUse = false;
    while (!this.#waiting.length) {
      this.#signal.throwIfAborted();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = null;
    }
    this.#signal.throwIfAborted();
    this.#inUse = true;
    return this.#waiting.shift() ?? new Uint8Array(0);
  }

  /** The next frame if it is there already. */
  poll(): Uint8Array | null {
    const frame = this.#waiting.shift() ?? null;
    this.#inUse = frame !== null;
    return frame;
  }
}
