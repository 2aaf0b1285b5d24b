import { describe, expect, it } from 'vitest';
import { chips } from '../../../src-main/engine/chips/registry';
import { spiAttachPins } from '../../../src-main/engine/operations/spi-connection';

describe('the first word of SPI_ATTACH', () => {
  it('is 0 for the usual pins and 1 for HSPI', () => {
    expect(spiAttachPins(chips.esp32, 'SPI')).toBe(0);
    expect(spiAttachPins(chips.esp32, 'HSPI')).toBe(1);
  });

  it('holds CLK, Q, D, CS, HD in six bits each, from the lowest', () => {
    const word = spiAttachPins(chips.esp32, { clk: 6, q: 17, d: 8, hd: 11, cs: 16 });
    expect([0, 6, 12, 18, 24].map((shift) => (word >>> shift) & 0x3f)).toEqual([6, 17, 8, 16, 11]);
  });

  it('has room for the highest pins there are', () => {
    const word = spiAttachPins(chips.esp32s31, { clk: 60, q: 59, d: 58, hd: 57, cs: 56 });
    expect(word >>> 24).toBe(57);
  });

  it.each([34, -1, 2.5, Number.NaN])('is refused for GPIO %d of an ESP32', (clk) => {
    expect(() => spiAttachPins(chips.esp32, { clk, q: 1, d: 2, hd: 3, cs: 4 })).toThrow(
      expect.objectContaining({ code: 'spi-pins-invalid', context: { chip: 'ESP32', pin: clk, max: 33 } }),
    );
  });
});
