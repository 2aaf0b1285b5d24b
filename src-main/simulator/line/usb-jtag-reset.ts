import type { BootControl, Lines } from './reset-circuit';

/**
 * DTR and RTS of the chip's own USB-Serial/JTAG: DTR alone sets the download flag, neither clears it, RTS alone resets,
 * both do nothing.
 * @source ESP32-C3 Technical Reference Manual, "USB Serial/JTAG Controller", use of RTS and DTR
 */
export class UsbJtagReset {
  readonly #control: BootControl;
  #download = false;
  #resetting = false;

  constructor(control: BootControl) {
    this.#control = control;
  }

  get io0Low(): boolean {
    return this.#download;
  }

  set({ dtr, rts }: Lines): void {
    if (dtr && rts) return;
    if (dtr) this.#download = true;
    else if (!rts) this.#download = false;
    const resets = rts && !dtr;
    if (resets && !this.#resetting) {
      this.#control.hold();
      this.#control.release(this.#download);
    }
    this.#resetting = resets;
  }

  letGo(): void {
    this.#resetting = false;
  }
}
