import type { Clock } from '../../../src-shared/time/clock';

interface Piece {
  readonly bytes: Uint8Array;
  readonly baud: number;
  readonly arrivesAtMs: number;
  readonly deliverAtMs: number;
}

export interface WireOptions {
  readonly clock: Clock;
  /** False: bytes take no time. */
  readonly paced: boolean;
  /** After a piece has arrived. */
  readonly latencyMs: number;
  /** Where to cut what was sent at once; each piece is delivered when its last byte has arrived. */
  readonly cut: (bytes: Uint8Array) => readonly Uint8Array[];
  readonly deliver: (bytes: Uint8Array, baud: number) => void;
}

/** One direction of a serial line: bytes in order, each 10 bits long, in runs rather than one by one. */
export class Wire {
  readonly #options: WireOptions;
  readonly #pieces: Piece[] = [];
  #freeAtMs = 0;
  #cancelTimer: (() => void) | null = null;

  constructor(options: WireOptions) {
    this.#options = options;
  }

  /** How long the line is still taken by what was sent. */
  get busyMs(): number {
    return Math.max(0, this.#freeAtMs - this.#options.clock.now());
  }

  send(bytes: Uint8Array, baud: number): void {
    const { clock, paced, latencyMs, cut } = this.#options;
    for (const piece of paced ? cut(bytes) : [bytes]) {
      const lengthMs = paced ? (piece.length * 10_000) / baud : 0;
      this.#freeAtMs = Math.max(this.#freeAtMs, clock.now()) + lengthMs;
      const arrivesAtMs = this.#freeAtMs;
      this.#pieces.push({ bytes: piece.slice(), baud, arrivesAtMs, deliverAtMs: arrivesAtMs + latencyMs });
    }
    this.#arm();
  }

  /** Throws away what has arrived and was not delivered yet. */
  discardArrived(): void {
    const now = this.#options.clock.now();
    while (this.#pieces[0] && this.#pieces[0].arrivesAtMs <= now) this.#pieces.shift();
  }

  /** Throws away everything that is on the way. */
  clear(): void {
    this.#pieces.length = 0;
    this.#freeAtMs = 0;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }

  /** One timer for the next piece: timers that end together need not fire in order. */
  #arm(): void {
    const next = this.#pieces[0];
    if (this.#cancelTimer || !next) return;
    const { clock } = this.#options;
    this.#cancelTimer = clock.schedule(Math.max(0, next.deliverAtMs - clock.now()), () => {
      this.#cancelTimer = null;
      this.#deliverDue();
    });
  }

  #deliverDue(): void {
    const { clock, deliver } = this.#options;
    // A timer may fire a little early; half a millisecond is nothing to a serial line.
    const due = clock.now() + 0.5;
    for (let piece = this.#pieces[0]; piece && piece.deliverAtMs <= due; piece = this.#pieces[0]) {
      this.#pieces.shift();
      deliver(piece.bytes, piece.baud);
    }
    this.#arm();
  }
}

/** Runs of at most this many bytes: the resolution at which time passes on a line. */
const runBytes = 1024;

export function cutRuns(bytes: Uint8Array): Uint8Array[] {
  const runs: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += runBytes) runs.push(bytes.subarray(at, at + runBytes));
  return runs;
}

/** Runs that end with the byte that ends a frame, so that frames sent at once arrive one after the other. */
export function cutFrames(bytes: Uint8Array): Uint8Array[] {
  const runs: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(0xc0, at);
    const upTo = end < 0 ? bytes.length : end + 1;
    runs.push(...cutRuns(bytes.subarray(at, upTo)));
    at = upTo;
  }
  return runs;
}
