import { AppError } from '../../../src-shared/errors/app-error';
import type { Clock } from '../../../src-shared/time/clock';
import { withinDeadline } from '../../engine/loader/deadline';
import { usbKind } from '../../engine/loader/usb-kind';
import { Listeners } from '../../engine/transport/listeners';
import type {
  DeviceIdentity,
  LineState,
  OpenOptions,
  Transport,
  TransportFeatures,
} from '../../engine/transport/transport';
import { BootRecorder } from './boot-recorder';

/** A driver that takes longer to change the rate is not kept open for it. */
const tuneTimeoutMs = 1_000;

/** An open port that a job has left, and what its board has said since it was let run. */
export interface ParkedPort {
  readonly transport: Transport;
  /** The rate that the port is at. */
  readonly baud: number;
  readonly chunks: readonly Uint8Array[];
}

/** Where a job leaves its port. */
export interface ParkingLot {
  /** The rate of the monitor that waits for the port; null where nobody waits for it, or the job is over. */
  wantedBaud(): number | null;
  park(transport: ParkingTransport): void;
  /** Closes what is parked. */
  clear(): Promise<void>;
}

/**
 * The port of a job on a port that a monitor waits for. What the job closes stays open underneath, at the monitor's rate, until the
 * job opens it again or is over: closing and opening would lose the first words of a board that was just let run.
 */
export class ParkingTransport implements Transport {
  readonly #inner: Transport;
  readonly #lot: ParkingLot;
  readonly #clock: Clock;
  readonly #recorder = new BootRecorder();
  readonly #data = new Listeners<Uint8Array>();
  readonly #lost = new Listeners<AppError>();
  readonly #release: readonly (() => void)[];
  /** `given`: it is somebody else's; whoever still holds this has a closed port in hands. */
  #state: 'closed' | 'open' | 'parked' | 'given' = 'closed';
  #baud = 0;

  constructor(inner: Transport, lot: ParkingLot, clock: Clock) {
    this.#inner = inner;
    this.#lot = lot;
    this.#clock = clock;
    this.#release = [
      inner.onData((bytes) => this.#received(bytes)),
      inner.onLost((error) => this.#innerLost(error)),
    ];
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

  get lineState(): Required<LineState> {
    return this.#inner.lineState ?? { dtr: false, rts: false };
  }

  async open(baud: number, options?: OpenOptions): Promise<void> {
    if (this.#state === 'given') throw new AppError('port-busy', { port: this.label });
    await this.#lot.clear();
    await this.#inner.open(baud, options);
    this.#state = 'open';
    this.#baud = baud;
    this.#recorder.begin(this.lineState);
  }

  async close(): Promise<void> {
    if (this.#state === 'parked' || this.#state === 'given') return;
    const wantedBaud = this.#state === 'open' ? this.#lot.wantedBaud() : null;
    if (wantedBaud === null) {
      await this.#reallyClose();
      return;
    }
    // From here on the job's hands are off it.
    this.#state = 'parked';
    const isTuned = await this.#tune(wantedBaud);
    if (isTuned && this.#isParked && this.#lot.wantedBaud() !== null) this.#lot.park(this);
    else await this.#reallyClose();
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#mustBeMine();
    this.#recorder.wrote();
    await this.#inner.write(bytes);
  }

  async setBaud(baud: number): Promise<void> {
    this.#mustBeMine();
    await this.#inner.setBaud(baud);
    this.#baud = baud;
  }

  async setLines(lines: LineState): Promise<void> {
    this.#mustBeMine();
    this.#recorder.setLines(lines, usbKind(this) !== null);
    await this.#inner.setLines(lines);
  }

  async discardInput(): Promise<void> {
    this.#mustBeMine();
    await this.#inner.discardInput();
  }

  onData(listener: (bytes: Uint8Array) => void): () => void {
    return this.#data.add(listener);
  }

  onLost(listener: (error: AppError) => void): () => void {
    return this.#lost.add(listener);
  }

  /** Hands over what is parked; null where it has gone meanwhile. Whoever takes it listens before anything else happens. */
  give(): ParkedPort | null {
    if (this.#state !== 'parked') return null;
    this.#state = 'given';
    for (const release of this.#release) release();
    return { transport: this.#inner, baud: this.#baud, chunks: this.#recorder.take() };
  }

  /** Ends the parking: the port is closed. */
  async leave(): Promise<void> {
    if (this.#state === 'parked') await this.#reallyClose();
  }

  /** As it is now: what is awaited may have changed it. */
  get #isParked(): boolean {
    return this.#state === 'parked';
  }

  async #reallyClose(): Promise<void> {
    this.#state = 'closed';
    this.#recorder.take();
    await this.#inner.close();
  }

  /** What the board says next is for the monitor. */
  async #tune(baud: number): Promise<boolean> {
    if (baud === this.#baud || !this.features.baud) return true;
    const error = (): AppError => new AppError('port-stalled', { port: this.label });
    try {
      await withinDeadline(this.#inner.setBaud(baud), {
        clock: this.#clock,
        timeoutMs: tuneTimeoutMs,
        error,
      });
      this.#baud = baud;
      return true;
    } catch {
      return false;
    }
  }

  #received(bytes: Uint8Array): void {
    this.#recorder.received(bytes);
    if (this.#state === 'open') this.#data.tell(bytes);
  }

  #innerLost(error: AppError): void {
    const wasOpen = this.#state === 'open';
    this.#state = 'closed';
    this.#recorder.take();
    if (wasOpen) this.#lost.tell(error);
  }

  #mustBeMine(): void {
    if (this.#state === 'parked' || this.#state === 'given')
      throw new AppError('port-lost', { port: this.label });
  }
}
