import type { Clock } from '../../src-shared/time/clock';
import type { LineChange } from './com-port-option';
import type { SharedPort } from './shared-port';

/** Longer than a client waits for the answer to one line's change before it asks for the other's. */
const apartMs = 400;

/**
 * DTR and RTS as a client asks for them. Many clients change one line after the other and wait for the network in between.
 * On the way from "RTS alone" (EN low) to "DTR alone" (IO0 low) both are asserted, which lets EN rise: a moment later on a
 * cable, far too early over a network, where the chip would boot its firmware meanwhile. So that moment is held back until
 * the next change, and then passed through as quickly as a cable does.
 */
export class LineSequence {
  readonly #port: Pick<SharedPort, 'setLines'>;
  readonly #clock: Clock;
  #lines: Required<LineChange> = { dtr: false, rts: false };
  #cancelHold: (() => void) | null = null;

  constructor(port: Pick<SharedPort, 'setLines'>, clock: Clock) {
    this.#port = port;
    this.#clock = clock;
  }

  /** As the client has asked for them. */
  get lines(): Required<LineChange> {
    return this.#lines;
  }

  async change(change: LineChange): Promise<void> {
    const before = this.#lines;
    const now = { ...before, ...change };
    const isHeld = this.#cancelHold !== null;
    if (isHeld && now.dtr && now.rts) return;
    this.#lines = now;
    this.drop();
    if (isHeld) await this.#port.setLines({ dtr: true, rts: true });
    if (isOnTheWay(before, change)) this.#hold();
    else await this.#port.setLines(change);
  }

  /** Forgets what is held back. */
  drop(): void {
    this.#cancelHold?.();
    this.#cancelHold = null;
  }

  #hold(): void {
    this.#cancelHold = this.#clock.schedule(apartMs, () => {
      this.#cancelHold = null;
      // A port that fails has gone, and says so itself.
      this.#port.setLines({ dtr: true, rts: true }).catch(() => undefined);
    });
  }
}

function isOnTheWay(before: Required<LineChange>, change: LineChange): boolean {
  return before.rts && !before.dtr && change.dtr === true && change.rts === undefined;
}
