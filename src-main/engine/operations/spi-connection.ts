import { AppError } from '../../../src-shared/errors/app-error';
import type { ChipId } from '../../../src-shared/model/chip';
import type { ChipSpec } from '../chips/chip-spec';
import type { SpiConnection } from '../requests';

/** Highest GPIO of each chip. @source the chips' data sheets; esptool-js, targets */
const highestPin: Readonly<Record<Exclude<ChipId, 'esp8266'>, number>> = {
  esp32: 33,
  esp32s2: 46,
  esp32s3: 48,
  esp32c2: 20,
  esp32c3: 21,
  esp32c5: 28,
  esp32c6: 30,
  esp32c61: 29,
  esp32e22: 52,
  esp32h2: 27,
  esp32h21: 27,
  esp32h4: 39,
  esp32p4: 54,
  esp32s31: 60,
};

/**
 * First word of SPI_ATTACH: 0 for the flash's usual pins, 1 for HSPI, else the pins in six bits each, from the lowest:
 * CLK, Q, D, CS, HD. Throws `command-unsupported` on the ESP8266, `spi-pins-invalid`.
 * @source Espressif, serial protocol, SPI_ATTACH
 */
export function spiAttachPins({ id, name }: ChipSpec, connection: SpiConnection): number {
  if (id === 'esp8266') throw new AppError('command-unsupported', { chip: name, command: 'SPI_ATTACH' });
  if (connection === 'SPI') return 0;
  if (connection === 'HSPI') return 1;
  const { clk, q, d, hd, cs } = connection;
  const pins = [clk, q, d, cs, hd];
  const max = highestPin[id];
  for (const [index, pin] of pins.entries()) {
    const possible = Number.isInteger(pin) && pin >= 0 && pin <= max && pins.indexOf(pin) === index;
    if (!possible) throw new AppError('spi-pins-invalid', { chip: name, pin, max });
  }
  return pins.reduce((word, pin, index) => word + pin * 64 ** index, 0);
}
