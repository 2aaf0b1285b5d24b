import type { Lines } from './reset-circuit';

/**
 * DTR and RTS of a chip's own USB-OTG, which no pin follows: the code that runs the port looks at them. When RTS falls, the
 * chip restarts; into the loader when DTR is set at that moment. @source ESP-IDF, "USB OTG Console": reset into the bootloader
 */
export class UsbOtgReset {
  readonly #restart: (download: boolean) => void;
  #rts = false;

  constructor(restart: (download: boolean) => void) {
    this.#restart = restart;
  }

  /** There is no strapping that the host could hold. */
  get io0Low(): boolean {
    return false;
  }

  set({ dtr, rts }: Lines): void {
    const falls = this.#rts && !rts;
    this.#rts = rts;
    if (falls) this.#restart(dtr);
  }

  letGo(): void {
    this.#rts = false;
  }
}
