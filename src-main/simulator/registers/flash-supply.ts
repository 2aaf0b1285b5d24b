import type { ChipId } from '../../../src-shared/model/chip';
import type { RegisterBus } from './register-bus';

/** RTC_CNTL_SDIO_CONF of the ESP32: software takes over the regulator of the flash, and switches it on. @source golden/chips/esp32.json */
const sdioConfReg = 0x3ff4_8074;
const force = 0x0040_0000;
const switchedOn = 0x8000_0000;

/** Whether software has taken the flash its supply. */
export function flashUnpowered(chip: ChipId, bus: RegisterBus): boolean {
  if (chip !== 'esp32') return false;
  const value = bus.peek(sdioConfReg);
  return (value & force) !== 0 && (value & switchedOn) === 0;
}
