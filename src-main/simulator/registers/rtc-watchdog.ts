import type { ChipSpec } from '../../engine/chips/chip-spec';
import type { RegisterBus } from './register-bus';

const enableBit = 0x8000_0000;

/** The slow RTC clock that counts for the watchdog: about 150 kHz. */
const ticksPerMs = 150;

/** Calls `onArmed` with the time to the reset when the watchdog is switched on, which needs the key in its write-protection register. */
export function installRtcWatchdog(
  chip: ChipSpec,
  bus: RegisterBus,
  onArmed: (afterMs: number) => void,
): void {
  const { watchdog } = chip;
  if (!watchdog) return;
  const unlocked = (): boolean => bus.peek(watchdog.writeProtectReg) === watchdog.writeKey >>> 0;
  bus.hook(watchdog.config0Reg, {
    onWrite: (value) => {
      if (unlocked() && value & enableBit) onArmed(bus.peek(watchdog.config1Reg) / ticksPerMs);
    },
  });
}
