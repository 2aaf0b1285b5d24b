import { sleep, type Clock } from '../../src-shared/time/clock';
import { wrapSlip } from './protocol/slip-frames';
import type { FaultInjector, FrameEvent } from './faults/fault-injector';
import type { FramePort } from './loader/frame-port';

/** The chip's TX as the board wires it up. */
export interface ChipOutput {
  send(bytes: Uint8Array): void;
  /** ms until all that was sent is out. */
  busyMs(): number;
}

export interface ChipSerialOptions {
  readonly clock: Clock;
  readonly faults: FaultInjector;
  readonly output: ChipOutput;
  /** Aborted when the chip is reset. */
  readonly signal: AbortSignal;
  readonly setBaud: (baud: number) => void;
  /** What happens to the chip instead of sending a frame. */
  readonly onEvent: (event: FrameEvent) => void;
}

/** Frames of a loader on their way out, with the faults that befall them. */
export class ChipSerial implements FramePort {
  readonly #options: ChipSerialOptions;

  constructor(options: ChipSerialOptions) {
    this.#options = options;
  }

  sendFrame(opcode: number, body: Uint8Array): void {
    const { clock, faults, output, signal, onEvent } = this.#options;
    // A reset in the middle of the eight answers to SYNC ends them.
    if (signal.aborted) return;
    const { fates, event } = faults.frame('chip', opcode, body);
    if (event !== null) {
      onEvent(event);
      return;
    }
    for (const fate of fates) {
      const bytes = wrapSlip(fate.body);
      if (fate.delayMs === 0) output.send(bytes);
      else
        clock.schedule(fate.delayMs, () => {
          if (!signal.aborted) output.send(bytes);
        });
    }
  }

  async drained(): Promise<void> {
    const { clock, output, signal } = this.#options;
    for (let leftMs = output.busyMs(); leftMs > 0; leftMs = output.busyMs())
      await sleep(clock, leftMs, signal);
  }

  setBaud(baud: number): void {
    this.#options.setBaud(baud);
  }
}
