/** Why a chip starts. `power-on` includes the reset button and DTR/RTS: EN was low. */
export type ResetReason = 'power-on' | 'software' | 'watchdog' | 'brown-out' | 'usb';
