import { AppError } from '../../../src-shared/errors/app-error';
import type { RunOptions } from '../engine-context';
import type { ChipSession } from '../loader/chip-session';
import type { FlashVoltage } from '../requests';

/**
 * RTC_CNTL_SDIO_CONF of the ESP32. TIEH (bit 23) would give 3.3 V and is left 0: a flash for 1.8 V would not survive it.
 * @source golden/chips/esp32.json: RTC_CNTL_SDIO_CONF_REG; ESP32 technical reference manual
 */
const sdioConf = {
  reg: 0x3ff4_8074,
  /** Software decides, not eFuse and strap. */
  force: 0x0040_0000,
  offInSleep: 0x0020_0000,
  on: 0x8000_0000,
  /** The three reference voltages at their highest: 1.9 V instead of 1.8 V. */
  highestReferences: 0x7e00_0000,
} as const;

/** Sets the regulator that supplies an ESP32's flash. Any other chip: `command-unsupported`. */
export async function overrideFlashVoltage(
  session: ChipSession,
  voltage: FlashVoltage,
  { signal }: RunOptions = {},
): Promise<void> {
  if (session.chip.id !== 'esp32')
    throw new AppError('command-unsupported', { chip: session.chip.name, command: 'flash voltage' });
  const { reg, force, offInSleep, on, highestReferences } = sdioConf;
  const value =
    force | offInSleep | (voltage === 'OFF' ? 0 : on) | (voltage === '1.9V' ? highestReferences : 0);
  await session.writeRegister(reg, value >>> 0, { signal });
}
