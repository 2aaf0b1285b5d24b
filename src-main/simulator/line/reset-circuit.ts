import type { Clock } from '../../../src-shared/time/clock';

export interface Lines {
  readonly dtr: boolean;
  readonly rts: boolean;
}

/** Levels at the chip's pins; true is high. */
export interface BootPins {
  readonly enable: boolean;
  readonly io0: boolean;
}

/** The usual two transistors: each line pulls its pin low only while the other line is idle; both asserted do nothing. */
export function bootPins({ dtr, rts }: Lines): BootPins {
  return { enable: !(rts && !dtr), io0: !(dtr && !rts) };
}

export interface BootControl {
  hold(): void;
  /** Out of reset, with IO0 as sampled. */
  release(io0Low: boolean): void;
}

export interface ResetCircuitOptions {
  readonly clock: Clock;
  readonly control: BootControl;
  /** Over a network the two lines change one after the other, far apart: see `#onRelease`. */
  readonly linesApart: boolean;
}

/** The capacitor at EN: IO0 is sampled when it has risen, not when it is released. */
const enableRiseMs = 1;
/** Longer than a network client waits for the answer to one line's change. */
const apartMs = 400;

/** DTR and RTS of a USB-UART bridge, as they act on EN and IO0. */
export class ResetCircuit {
  readonly #options: ResetCircuitOptions;
  #lines: Lines = { dtr: false, rts: false };
  #cancelRise: (() => void) | null = null;
  #held = false;

  constructor(options: ResetCircuitOptions) {
    this.#options = options;
  }

  get io0Low(): boolean {
    return !bootPins(this.#lines).io0;
  }

  set(lines: Lines): void {
    this.#lines = lines;
    const pins = bootPins(lines);
    if (!pins.enable) this.#onHold();
    else if (this.#held) this.#onRelease();
  }

  /**
   * The chip talks, and the adapter pulls RTS by itself as if to say that it cannot take more: with DTR idle that is a reset, with
   * DTR asserted nothing. @source Silicon Labs, CP2102C errata: hardware flow control that cannot be switched off
   */
  flowControl(): void {
    if (this.#lines.dtr || this.#held) return;
    this.#onHold();
    this.#onRelease();
  }

  /** The port is closed: nothing pulls any more. */
  letGo(): void {
    this.set({ dtr: false, rts: false });
  }

  #onHold(): void {
    this.#cancelRise?.();
    this.#cancelRise = null;
    if (!this.#held) this.#options.control.hold();
    this.#held = true;
  }

  /**
   * EN rises. Both lines asserted is a moment on the way to (DTR, not RTS) when they are set one after the other; where
   * they come far apart, that moment would pass for a normal boot, so EN waits for the second line.
   */
  #onRelease(): void {
    const { clock, linesApart } = this.#options;
    const onTheWay = linesApart && this.#lines.dtr && this.#lines.rts;
    this.#cancelRise?.();
    this.#cancelRise = clock.schedule(onTheWay ? apartMs : enableRiseMs, () => {
      this.#cancelRise = null;
      this.#held = false;
      this.#options.control.release(this.io0Low);
    });
  }
}
