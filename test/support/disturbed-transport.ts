import type { AppError } from '../../src-shared/errors/app-error';
import type { Clock } from '../../src-shared/time/clock';
import type {
  DeviceIdentity,
  LineState,
  Transport,
  TransportFeatures,
} from '../../src-main/engine/transport/transport';
import type { SimulatedBoard } from '../../src-main/simulator/simulated-board';

export const disturbanceKinds = [
  'drop',
  'damage',
  'duplicate',
  'delay',
  'silence',
  'reset',
  'unplug-and-return',
] as const;
export type DisturbanceKind = (typeof disturbanceKinds)[number];
export type Side = 'request' | 'answer';

/** What happens to the `at`th frame of a side, counted from 0 over all connections. */
export interface Disturbance {
  readonly kind: DisturbanceKind;
  readonly side: Side;
  readonly at: number;
  /** Where `damage` flips a bit, 0…1 of the frame's body. */
  readonly place?: number;
}

/** A late answer comes after the host has given up waiting for most commands, but not for all. */
const delayMs = 3_500;
const awayMs = 800;
const end = 0xc0;

/**
 * A transport with somebody at the cable: counts the frames of both sides and does to them what was planned, each once. It knows of the protocol only where a
 * frame ends, so that it disturbs engine and simulator alike.
 */
export class DisturbedTransport implements Transport {
  readonly #inner: Transport;
  readonly #board: SimulatedBoard;
  readonly #clock: Clock;
  readonly #plan: readonly Disturbance[];
  readonly #dataListeners = new Set<(bytes: Uint8Array) => void>();
  /** Opcode of each frame of the host, in order. */
  readonly requests: number[] = [];
  answers = 0;
  /** Opened and not closed since. */
  isOpen = false;
  #pending: Uint8Array = new Uint8Array(0);
  #inFrame = false;
  /** Nothing gets through until the chip is reset. */
  #silent = false;

  constructor(inner: Transport, board: SimulatedBoard, clock: Clock, plan: readonly Disturbance[]) {
    this.#inner = inner;
    this.#board = board;
    this.#clock = clock;
    this.#plan = plan;
    inner.onData((bytes) => this.#fromChip(bytes));
  }

  get label(): string {
    return this.#inner.label;
  }

  get identity(): DeviceIdentity | null {
    return this.#inner.identity ?? null;
  }

  get features(): TransportFeatures {
    return this.#inner.features;
  }

  async open(baud: number): Promise<void> {
    this.#pending = new Uint8Array(0);
    this.#inFrame = false;
    await this.#inner.open(baud);
    this.isOpen = true;
  }

  async close(): Promise<void> {
    await this.#inner.close();
    this.isOpen = false;
  }

  async write(bytes: Uint8Array): Promise<void> {
    const at = this.requests.length;
    this.requests.push(bytes[2] ?? 0);
    const fate = this.#fate('request', at, bytes);
    // A cable that was pulled takes the port with it: the driver says so.
    if (fate === 'unplugged') return this.#inner.write(bytes);
    for (const { frame, afterMs } of fate) {
      if (this.#silent) continue;
      if (afterMs === 0) await this.#inner.write(frame);
      else this.#clock.schedule(afterMs, () => void this.#inner.write(frame).catch(() => undefined));
    }
  }

  setBaud(baud: number): Promise<void> {
    return this.#inner.setBaud(baud);
  }

  async setLines(lines: LineState): Promise<void> {
    if (lines.rts === true) this.#silent = false;
    await this.#inner.setLines(lines);
  }

  async discardInput(): Promise<void> {
    this.#pending = new Uint8Array(0);
    this.#inFrame = false;
    await this.#inner.discardInput();
  }

  onData(listener: (bytes: Uint8Array) => void): () => void {
    this.#dataListeners.add(listener);
    return () => this.#dataListeners.delete(listener);
  }

  onLost(listener: (error: AppError) => void): () => void {
    return this.#inner.onLost(listener);
  }

  /** Whole frames are counted; what lies between them goes through as it is. */
  #fromChip(bytes: Uint8Array): void {
    let from = 0;
    while (from < bytes.length) {
      const mark = bytes.indexOf(end, from);
      const upTo = mark < 0 ? bytes.length : mark;
      if (!this.#inFrame) {
        if (upTo > from) this.#deliver(bytes.subarray(from, upTo));
        if (mark < 0) return;
        this.#inFrame = true;
        this.#pending = Uint8Array.of(end);
      } else {
        this.#pending = Buffer.concat([this.#pending, bytes.subarray(from, mark < 0 ? undefined : mark + 1)]);
        if (mark < 0) return;
        // Two end marks in a row begin one frame.
        if (this.#pending.length > 2) {
          this.#inFrame = false;
          this.#answer(this.#pending);
        } else this.#pending = Uint8Array.of(end);
      }
      from = upTo + 1;
    }
  }

  #answer(frame: Uint8Array): void {
    const at = this.answers++;
    const fate = this.#fate('answer', at, frame);
    if (fate === 'unplugged') return;
    for (const { frame: each, afterMs } of fate) {
      if (afterMs === 0) this.#deliver(each);
      else this.#clock.schedule(afterMs, () => this.#deliver(each));
    }
  }

  #deliver(bytes: Uint8Array): void {
    if (this.#silent) return;
    for (const listener of this.#dataListeners) listener(bytes);
  }

  #fate(side: Side, at: number, frame: Uint8Array): 'unplugged' | { frame: Uint8Array; afterMs: number }[] {
    let fates = [{ frame, afterMs: 0 }];
    for (const disturbance of this.#plan) {
      if (disturbance.side !== side || disturbance.at !== at) continue;
      switch (disturbance.kind) {
        case 'drop':
          fates = [];
          break;
        case 'damage':
          fates = fates.map((fate) => ({ ...fate, frame: flipOneBit(fate.frame, disturbance.place ?? 0.5) }));
          break;
        case 'duplicate':
          fates = fates.flatMap((fate) => [fate, fate]);
          break;
        case 'delay':
          fates = fates.map((fate) => ({ ...fate, afterMs: delayMs }));
          break;
        case 'silence':
          this.#silent = true;
          fates = [];
          break;
        case 'reset':
          this.#board.chip.start('power-on', { download: false });
          fates = [];
          break;
        case 'unplug-and-return':
          this.#board.unplug();
          this.#clock.schedule(awayMs, () => this.#board.plugIn());
          return 'unplugged';
      }
    }
    return fates;
  }
}

/** Within the body: an end mark that is lost is a frame that is lost. */
function flipOneBit(frame: Uint8Array, place: number): Uint8Array {
  const damaged = frame.slice();
  const at = 1 + Math.floor(place * (frame.length - 2));
  damaged[at] = (damaged[at] ?? 0) ^ 0x10;
  return damaged;
}
