import { describe, expect, it } from 'vitest';
import { esp32 } from '../../../src-main/engine/chips/data/esp32';
import { esp32h4 } from '../../../src-main/engine/chips/data/esp32h4';
import { esp32s2 } from '../../../src-main/engine/chips/data/esp32s2';
import { esp32s3 } from '../../../src-main/engine/chips/data/esp32s3';
import { chips } from '../../../src-main/engine/chips/registry';
import { flashMaker, flashSizeOf } from '../../../src-main/engine/operations/flash-makers';
import { decodeFlashId } from '../../../src-main/engine/operations/flash-id';
import { eraseSizeForEsp8266Rom } from '../../../src-main/engine/operations/flash-geometry';
import { readFlashVoltage } from '../../../src-main/engine/operations/flash-voltage';
import { identifyChip } from '../../../src-main/engine/operations/identity/identify-chip';
import { FakeSession } from './fake-session';

describe('an ESP32', () => {
  const blocks = esp32.efuse.readBase;
  const at = (word: number): number => blocks + 4 * word;

  it.each([
    [0, 0, 0, 0],
    [1 << 15, 0, 0, 100],
    [1 << 15, 1 << 20, 0, 200],
    [1 << 15, 1 << 20, 0x8000_0000, 300],
    [1 << 15, (1 << 20) | (1 << 24), 0x8000_0000, 301],
  ])('has its revision in three places (%i, %i, %i)', async (word3, word5, date, revision) => {
    const registers = { [at(3)]: word3, [at(5)]: word5, 0x3ff6_607c: date };
    expect((await identifyChip(new FakeSession(chips.esp32, { registers }))).revision).toBe(revision);
  });

  it.each([
    [0, 'ESP32-D0WDQ6'],
    [1, 'ESP32-S0WDQ6'],
    [1 << 9, 'ESP32-D0WD'],
    [4 << 9, 'ESP32-U4WDH'],
    [5 << 9, 'ESP32-PICO-D4'],
    [1 << 2, 'ESP32 (package 8)'],
  ])('has its package in word 3 (%i)', async (word3, description) => {
    const registers = { [at(3)]: word3 };
    expect((await identifyChip(new FakeSession(chips.esp32, { registers }))).description).toBe(description);
  });

  it('of revision 3 has V3 in its name', async () => {
    const registers = { [at(3)]: (1 << 15) | (1 << 9), [at(5)]: 1 << 20, 0x3ff6_607c: 0x8000_0000 };
    const chip = await identifyChip(new FakeSession(chips.esp32, { registers }));
    expect(chip.description).toBe('ESP32-D0WD-V3');
    expect(chip.features).toContain('Dual Core + LP Core');
  });
});

describe('an ESP8266', () => {
  const identified = (registers: Record<number, number>): ReturnType<typeof identifyChip> =>
    identifyChip(new FakeSession(chips.esp8266, { registers }));

  it.each([
    ['18:fe:34:a1:b2:c3', 0xc300_0000, 0x0000_a1b2, 0],
    ['ac:d0:74:a1:b2:c3', 0xc300_0000, 0x0001_a1b2, 0],
    ['5c:cf:7f:a1:b2:c3', 0xc300_0000, 0x0002_a1b2, 0x005c_cf7f],
    [null, 0xc300_0000, 0x0002_a1b2, 0],
  ])('has the MAC %s', async (mac, word0, word1, word3) => {
    const chip = await identified({ 0x3ff0_0050: word0, 0x3ff0_0054: word1, 0x3ff0_005c: word3 });
    expect(chip.mac).toBe(mac);
  });

  it('with flash in its package is an ESP8285', async () => {
    expect(await identified({ 0x3ff0_0050: 1 << 4 })).toMatchObject({
      description: 'ESP8285',
      features: ['Wi-Fi', '160MHz', 'Embedded Flash'],
    });
    expect((await identified({ 0x3ff0_0058: 1 << 16 })).description).toBe('ESP8285');
  });
});

describe('the eFuses', () => {
  it('tell what is in the package of an ESP32-S3', async () => {
    const { macReg } = esp32s3.efuse;
    const registers = {
      [macReg + 12]: (2 << 27) | (1 << 21),
      [macReg + 16]: (1 << 3) | (1 << 7) | 2,
    };
    expect(await identifyChip(new FakeSession(chips.esp32s3, { registers }))).toMatchObject({
      description: 'ESP32-S3-PICO-1 (LGA56)',
      features: [
        'Wi-Fi',
        'BT 5 (LE)',
        'Dual Core + LP Core',
        '240MHz',
        'Embedded Flash 4MB (GD)',
        'Embedded PSRAM 8MB (AP 3.3V)',
      ],
    });
  });

  it('of the first ESP32-S3s are not taken for revision 1', async () => {
    const { macReg, block2 } = esp32s3.efuse;
    const first = { [macReg + 20]: 1 << 24, [macReg + 12]: 1 << 24, [block2 + 16]: 1 };
    expect((await identifyChip(new FakeSession(chips.esp32s3, { registers: first }))).revision).toBe(0);
    const later = { ...first, [block2 + 16]: 0 };
    expect((await identifyChip(new FakeSession(chips.esp32s3, { registers: later }))).revision).toBe(100);
  });

  it('of an ESP32-H4 are read across the end of a word', async () => {
    const { macReg } = esp32h4.efuse;
    for (const registers of [{ [macReg + 12]: 0x8000_0000 }, { [macReg + 16]: 1 }]) {
      const { features } = await identifyChip(new FakeSession(chips.esp32h4, { registers }));
      expect(features).toContain('Embedded Flash');
    }
    expect((await identifyChip(new FakeSession(chips.esp32h4))).features).not.toContain('Embedded Flash');
  });

  it('name an ESP32-S2 by its memories', async () => {
    const { macReg } = esp32s2.efuse;
    const named = async (flash: number, psram: number): Promise<string> => {
      const registers = { [macReg + 12]: ((psram << 28) | (flash << 21)) >>> 0 };
      return (await identifyChip(new FakeSession(chips.esp32s2, { registers }))).description;
    };
    expect(await named(0, 0)).toBe('ESP32-S2');
    expect(await named(2, 0)).toBe('ESP32-S2FH4');
    expect(await named(2, 1)).toBe('ESP32-S2FN4R2');
    expect(await named(0, 1)).toBe('ESP32-S2R2');
  });
});

describe('the flash', () => {
  it.each([
    [0x16_40c8, 'GigaDevice', 0x40_0000],
    [0x18_40ef, 'Winbond', 0x100_0000],
    [0x19_40ef, 'Winbond', 0x200_0000],
    [0x20_ba20, 'Micron', 0x400_0000],
    [0x17_4020, 'XMC', 0x80_0000],
    [0x36_41a1, 'Fudan', 0x40_0000],
    [0x01_841f, 'Renesas (Adesto)', 0x8_0000],
    [0x99_4077, null, null],
  ])('with the id 0x%s', (id, manufacturer, sizeBytes) => {
    expect(decodeFlashId(id)).toMatchObject({ manufacturer, sizeBytes });
  });

  it('that does not answer is none', () => {
    expect(decodeFlashId(0)).toBeNull();
    expect(decodeFlashId(0xff_ffff)).toBeNull();
    expect(flashMaker(0x00, 0)).toBeNull();
    expect(flashSizeOf(0xc8, 0x40, 0x11)).toBeNull();
  });

  it.each([
    ['esp32', {}, '3.3V'],
    ['esp32', { 0x3ff4_4038: 0x20 }, '1.8V'],
    ['esp32', { 0x3ff4_4038: 0x20, 0x3ff5_a010: 0x1_8000 }, '3.3V'],
    ['esp32', { 0x3ff5_a010: 0x1_8000, 0x3ff4_8074: 0x0040_0000 }, '1.8V'],
    ['esp32s3', { 0x6000_4038: 0x10 }, '1.8V'],
    ['esp32s3', { 0x6000_4038: 0x10, 0x6000_7034: 0x60 }, '3.3V'],
    ['esp32c3', {}, null],
  ] as const)('of an %s has the voltage that its chip decides on', async (id, registers, voltage) => {
    expect(await readFlashVoltage(new FakeSession(chips[id], { registers }))).toBe(voltage);
  });
});

describe('the erase size for the ESP8266’s ROM', () => {
  /** What that ROM erases when asked for `asked` sectors from `start`. */
  const erased = (start: number, asked: number): number => asked + Math.min(asked, 16 - (start % 16));

  it('erases what is wanted, or one sector more and says so', () => {
    for (let start = 0; start < 40; start++) {
      for (let wanted = 1; wanted < 80; wanted++) {
        const { sizeBytes, exact } = eraseSizeForEsp8266Rom(start * 0x1000, wanted * 0x1000 - 5);
        expect(erased(start, sizeBytes / 0x1000)).toBe(exact ? wanted : wanted + 1);
      }
    }
  });
});
