import { AppError } from '../../../src-shared/errors/app-error';
import { sleep, type AbortSignalLike } from '../../../src-shared/time/clock';
import type { ChipSession } from './chip-session';
import { hasQuirk } from './command-support';
import { usbKind } from './usb-kind';

/** RTC watchdog: enabled, stage 0 resets the system, CPU and system reset held for 2 and 1 units. @source ESP32-C3 TRM */
const resetBySystem = ((1 << 31) | (5 << 28) | (1 << 8) | 2) >>> 0;
/** Slow clock ticks until it bites: some 15 ms. */
const resetTicks = 2_000;
/** Until the chip is surely out of reset again. */
const resetMs = 500;

/**
 * Over USB-Serial/JTAG the reset into download mode leaves the RTC and super watchdogs running, and they would reset the chip
 * in the middle of the work. A stub takes care of them by itself.
 */
export async function disableWatchdogs(session: ChipSession, signal?: AbortSignalLike): Promise<void> {
  const { watchdog } = session.chip;
  if (watchdog === null || usbKind(session.transport) !== 'serial-jtag') return;
  if (session.loader === 'stub' || session.secureDownload) return;
  await session.writeRegister(watchdog.writeProtectReg, watchdog.writeKey, { signal });
  await session.writeRegister(watchdog.config0Reg, 0, { signal });
  await session.writeRegister(watchdog.writeProtectReg, 0, { signal });
  const { super: superWatchdog } = watchdog;
  if (superWatchdog === null) return;
  const { configReg, autoFeedMask, writeProtectReg, writeKey } = superWatchdog;
  await session.writeRegister(writeProtectReg, writeKey, { signal });
  const config = await session.readRegister(configReg, signal);
  await session.writeRegister(configReg, (config | autoFeedMask) >>> 0, { signal });
  await session.writeRegister(writeProtectReg, 0, { signal });
}

/** Lets the RTC watchdog reset the whole chip, straps included: where RTS does not reach EN or IO0 was held at start. */
export async function watchdogReset(session: ChipSession, signal?: AbortSignalLike): Promise<void> {
  const { watchdog } = session.chip;
  const losesUsb = hasQuirk(session.chip, 'watchdog-loses-usb') && usbKind(session.transport) !== null;
  if (watchdog === null || losesUsb)
    throw new AppError('command-unsupported', { chip: session.chip.name, command: 'watchdog reset' });
  await session.writeRegister(watchdog.writeProtectReg, watchdog.writeKey, { signal });
  await session.writeRegister(watchdog.config1Reg, resetTicks, { signal });
  await session.writeRegister(watchdog.config0Reg, resetBySystem, { signal });
  try {
    await session.writeRegister(watchdog.writeProtectReg, 0, { signal });
  } catch (error) {
    // The chip may have gone before it could answer, and its USB port with it.
    const gone =
      error instanceof AppError && ['no-response', 'bad-response', 'port-lost'].includes(error.code);
    if (!gone) throw error;
  }
  await sleep(session.context.clock, resetMs, signal);
}
