import { AppError } from '../../../src-shared/errors/app-error';
import type { Clock } from '../../../src-shared/time/clock';
import { wireTimeMs } from '../protocol/timeouts';
import type {
  DeviceIdentity,
  LineState,
  OpenOptions,
  Transport,
  TransportFeatures,
} from '../transport/transport';
import { withinDeadline } from './deadline';

/** A driver answers at once; one that waits for flow control or for a far host gets this long. */
const driverTimeoutMs = 10_000;
/** The slowest rate in use: what is written takes no longer than at this one. */
const slowestBaud = 9_600;

/**
 * A transport none of whose requests lasts for ever: a driver that waits until flow control lets its bytes go would hold all
 * that waits for it. Fails with `port-stalled`. Opening has its own deadline in `openPort`.
 */
export class DeadlineTransport implements Transport {
  readonly #inner: Transport;
  readonly #clock: Clock;

  constructor(inner: Transport, clock: Clock) {
    this.#inner = inner;
    this.#clock = clock;
  }

  get label(): string {
    return this.#inner.label;
  }

  get features(): TransportFeatures {
    return this.#inner.features;
  }

  get identity(): DeviceIdentity | null {
    return this.#inner.identity ?? null;
  }

  open(baud: number, options?: OpenOptions): Promise<void> {
    return this.#inner.open(baud, options);
  }

  /** A port that does not close is let go all the same. */
  close(): Promise<void> {
    return this.#within(this.#inner.close()).catch(() => undefined);
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#within(this.#inner.write(bytes), wireTimeMs(bytes.length, slowestBaud));
  }

  setBaud(baud: number): Promise<void> {
    return this.#within(this.#inner.setBaud(baud));
  }

  setLines(lines: LineState): Promise<void> {
    return this.#within(this.#inner.setLines(lines));
  }

  discardInput(): Promise<void> {
    return this.#within(this.#inner.discardInput());
  }

  onData(listener: (bytes: Uint8Array) => void): () => void {
    return this.#inner.onData(listener);
  }

  onLost(listener: (error: AppError) => void): () => void {
    return this.#inner.onLost(listener);
  }

  #within(request: Promise<void>, moreMs = 0): Promise<void> {
    return withinDeadline(request, {
      clock: this.#clock,
      timeoutMs: driverTimeoutMs + moreMs,
      error: () => new AppError('port-stalled', { port: this.label }),
    });
  }
}
