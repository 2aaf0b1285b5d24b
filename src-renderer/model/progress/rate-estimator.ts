export interface RateEstimate {
  readonly bytesPerSecond: number;
  /** Null while the total is not known. */
  readonly remainingMs: number | null;
}

export interface RateEstimatorOptions {
  /** How long an old speed goes on to count: after this time it weighs 37 %. */
  readonly memoryMs: number;
  /** Nothing is said before this much has been seen: the first blocks only fill buffers. */
  readonly warmUpMs: number;
  /** The answer stays the same for this long, so that it can be read. */
  readonly reportEveryMs: number;
}

const defaults: RateEstimatorOptions = { memoryMs: 3000, warmUpMs: 700, reportEveryMs: 400 };

/** A smooth rate from uneven reports. Feed it the bytes done so far; `restart` when another step begins. */
export class RateEstimator {
  readonly #options: RateEstimatorOptions;
  #firstMs: number | null = null;
  #lastMs = 0;
  #lastDone = 0;
  #rate: number | null = null;
  #reported: RateEstimate | null = null;
  #reportedMs = 0;

  constructor(options: Partial<RateEstimatorOptions> = {}) {
    this.#options = { ...defaults, ...options };
  }

  restart(): void {
    this.#firstMs = null;
    this.#rate = null;
    this.#reported = null;
  }

  /** Null until there is enough to go by. `nowMs` must not fall. */
  feed(nowMs: number, doneBytes: number, totalBytes: number | null): RateEstimate | null {
    if (this.#firstMs === null || doneBytes < this.#lastDone) {
      this.restart();
      this.#firstMs = nowMs;
      this.#lastMs = nowMs;
      this.#lastDone = doneBytes;
      return null;
    }
    this.#learn(nowMs, doneBytes);
    if (this.#rate === null || nowMs - this.#firstMs < this.#options.warmUpMs) return null;
    if (this.#reported === null || nowMs - this.#reportedMs >= this.#options.reportEveryMs) {
      this.#reported = estimate(this.#rate, doneBytes, totalBytes);
      this.#reportedMs = nowMs;
    }
    return this.#reported;
  }

  #learn(nowMs: number, doneBytes: number): void {
    const elapsedMs = nowMs - this.#lastMs;
    // Several reports in one turn of the event loop are one report.
    if (elapsedMs <= 0) return;
    const sample = (doneBytes - this.#lastDone) / elapsedMs;
    const weight = 1 - Math.exp(-elapsedMs / this.#options.memoryMs);
    this.#rate = this.#rate === null ? sample : this.#rate + (sample - this.#rate) * weight;
    this.#lastMs = nowMs;
    this.#lastDone = doneBytes;
  }
}

/** `rate` in bytes a millisecond. */
function estimate(rate: number, doneBytes: number, totalBytes: number | null): RateEstimate {
  const left = totalBytes === null ? null : Math.max(0, totalBytes - doneBytes);
  return { bytesPerSecond: rate * 1000, remainingMs: left === null || rate <= 0 ? null : left / rate };
}
