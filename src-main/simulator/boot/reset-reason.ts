/**
 * Why a chip starts. `power-on` includes the reset button and DTR/RTS: EN was low. `software` resets the whole chip, `processor`
 * the processor alone: what a panic does. `watchdog` is the RTC's.
 */
export type ResetReason =
  | 'power-on'
  | 'software'
  | 'processor'
  | 'watchdog'
  | 'task-watchdog'
  | 'interrupt-watchdog'
  | 'brown-out'
  | 'usb';

/** BOOT is not looked at again: only a reset of the whole chip from outside samples it. */
export function keepsStrapping(reason: ResetReason): boolean {
  return (
    reason === 'software' ||
    reason === 'processor' ||
    reason === 'task-watchdog' ||
    reason === 'interrupt-watchdog'
  );
}
