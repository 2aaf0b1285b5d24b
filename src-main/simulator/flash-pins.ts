import type { ChipId } from '../../src-shared/model/chip';

/** GPIO numbers of a flash that hangs on other pins than the chip's own. */
export interface FlashPins {
  readonly clk: number;
  readonly q: number;
  readonly d: number;
  readonly hd: number;
  readonly cs: number;
}

/** `SPI`: the pins that the chip uses by itself. `HSPI`: its second set. */
export type FlashConnection = 'SPI' | 'HSPI' | FlashPins;

/** What SPI_ATTACH says for the two sets that have no pin numbers. */
const ownPins = 0;
const secondPins = 1;

/** @source ESP32 data sheet, "SPI" and "HSPI" in the IO_MUX table */
const esp32Own: FlashPins = { clk: 6, q: 7, d: 8, hd: 9, cs: 11 };
const esp32Second: FlashPins = { clk: 14, q: 12, d: 13, hd: 4, cs: 15 };

/** The first word of SPI_ATTACH: six bits a pin, CLK lowest, then Q, D, CS, HD. @source ESP-IDF, esp_rom_efuse.h, EFUSE_SPICONFIG */
export function pinsWord(connection: FlashConnection): number {
  if (connection === 'SPI') return ownPins;
  if (connection === 'HSPI') return secondPins;
  const { clk, q, d, hd, cs } = connection;
  return clk | (q << 6) | (d << 12) | (cs << 18) | (hd << 24);
}

/** The same pins may be said by their numbers or by the name of their set. */
export function samePins(chip: ChipId, a: number, b: number): boolean {
  const plain = (word: number): number => {
    if (chip !== 'esp32') return word;
    if (word === pinsWord(esp32Own)) return ownPins;
    return word === pinsWord(esp32Second) ? secondPins : word;
  };
  return plain(a) === plain(b);
}

/** `SPI`, `HSPI` or five GPIO numbers with commas: CLK, Q, D, HD, CS, as esptool takes them. Null where it is neither. */
export function parseFlashPins(text: string): FlashConnection | null {
  const name = text.toUpperCase();
  if (name === 'SPI' || name === 'HSPI') return name;
  const numbers = text.split(',').map((part) => (/^\d{1,2}$/.test(part) ? Number(part) : Number.NaN));
  const [clk = 0, q = 0, d = 0, hd = 0, cs = 0] = numbers;
  return numbers.length === 5 && numbers.every((pin) => pin < 64) ? { clk, q, d, hd, cs } : null;
}
