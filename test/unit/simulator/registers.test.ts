import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chipIds, type ChipId } from '../../../src-shared/model/chip';
import { boardFacts, type BoardSpec } from '../../../src-main/simulator/board-spec';
import { strapOf } from '../../../src-main/simulator/boot/boot-words';
import { resetRegisters } from '../../../src-main/simulator/registers/chip-registers';
import type { RegisterBus } from '../../../src-main/simulator/registers/register-bus';
import { chips } from '../../../src-main/engine/chips/registry';
import { golden, withoutGolden } from '../../support/golden';

interface Field {
  readonly blk: number;
  readonly start: number;
  readonly len: number;
}

function registers(chip: ChipId, spec: Partial<BoardSpec> = {}): RegisterBus {
  const facts = boardFacts({ chip, flashSizeBytes: 0x40_0000, ...spec });
  return resetRegisters({ chip: chips[chip], facts, strap: strapOf(chip, true), baud: () => 115_200 });
}

/** Block 0 begins a word before the first that the chip's constants name, except on the ESP32. */
function blockAddress(chip: ChipId, block: number): number {
  const efuse = chips[chip].efuse;
  if (block === 0) return (efuse?.readBase ?? 0) - (chip === 'esp32' ? 0 : 4);
  return (block === 2 ? efuse?.block2 : efuse?.macReg) ?? 0;
}

function read(bus: RegisterBus, chip: ChipId, field: Field): number {
  const base = blockAddress(chip, field.blk);
  let value = 0;
  for (let bit = 0; bit < field.len; bit++) {
    const at = field.start + bit;
    value |= ((bus.read(base + (at >> 5) * 4) >>> (at & 31)) & 1) << bit;
  }
  return value;
}

const withEfuses = chipIds.filter((chip) => chip !== 'esp8266');

/** Names of what a spec sets, by chip's table: the first that the table has counts. */
const settings: readonly (readonly [names: readonly string[], spec: Partial<BoardSpec>, value: number])[] = [
  [['PKG_VERSION', 'CHIP_PACKAGE'], { package: 1 }, 1],
  [['FLASH_CAP', 'FLASH_VERSION'], { embeddedFlash: 1 }, 1],
  [['PSRAM_CAP', 'PSRAM_VERSION'], { psram: 1 }, 1],
  [['MAC_EXT'], {}, 0xfffe],
  [['DIS_DOWNLOAD_MANUAL_ENCRYPT', 'DISABLE_DL_ENCRYPT'], { security: { manualEncryptDisabled: true } }, 1],
  [['DIS_DOWNLOAD_MODE', 'UART_DOWNLOAD_DIS'], { security: { downloadDisabled: true } }, 1],
  [['ENABLE_SECURITY_DOWNLOAD'], { security: { secureDownloadMode: true } }, 1],
];

describe.skipIf(withoutGolden)('the eFuses of a simulated board', () => {
  it.each(withEfuses)('%s have what was asked for where the chip has it, and nothing else', (chip) => {
    const path = golden('efuse', `${chip}.json`);
    const { fields } = JSON.parse(readFileSync(path, 'utf8')) as { fields: Record<string, Field> };
    for (const [names, spec, value] of settings) {
      const field = names.map((name) => fields[name]).find((known) => known !== undefined);
      if (!field || (field.blk === 2 && chips[chip].efuse?.block2 === null)) continue;
      expect([names[0], read(registers(chip, spec), chip, field)]).toEqual([names[0], value]);
      if (names[0] !== 'MAC_EXT')
        expect([names[0], read(registers(chip), chip, field)]).toEqual([names[0], 0]);
    }
  });
});

describe('registers that tell what a board is', () => {
  it('join the two places that a field is kept in', () => {
    const esp32 = registers('esp32', { package: 0b1010 });
    expect((esp32.read(0x3ff5_a00c) >>> 9) & 7).toBe(2);
    expect((esp32.read(0x3ff5_a00c) >>> 2) & 1).toBe(1);
    const s3 = registers('esp32s3', { psram: 4 });
    expect((s3.read(0x6000_7044 + 16) >>> 3) & 3).toBe(0);
    expect((s3.read(0x6000_7044 + 20) >>> 19) & 1).toBe(1);
  });

  it.each([
    ['esp32s2', { kind: 'otg', awayMs: 0 }, 0x3fff_fd14, 2, 100],
    ['esp32s3', { kind: 'otg', awayMs: 0 }, 0x3fce_f14c, 3, 2],
    ['esp32p4', { kind: 'otg', awayMs: 0 }, 0x4ffb_fec8, 5, 301],
    ['esp32p4', { kind: 'otg', awayMs: 0 }, 0x4ff3_fec8, 5, 103],
    ['esp32p4', { kind: 'serial-jtag', reenumerates: 'never', awayMs: 0 }, 0x4ffb_fec8, 6, 301],
    ['esp32s3', { kind: 'bridge' }, 0x3fce_f14c, 0, 2],
  ] as const)('%s on %o says at 0x%x by which port it talks: %i', (chip, usb, address, value, revision) => {
    expect(registers(chip, { usb, revision }).read(address)).toBe(value);
  });

  it.each([26, 40])('show a crystal of %i MHz in the divider of the UART', (crystalMhz) => {
    const divider = registers('esp32', { crystalMhz }).read(chips.esp32.uart.clkDivReg) & 0xf_ffff;
    expect(Math.round((divider * 115_200) / 1e6)).toBe(crystalMhz);
  });
});
