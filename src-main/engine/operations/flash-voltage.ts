import type { ChipId } from '../../../src-shared/model/chip';
import type { RunOptions } from '../engine-context';
import { agreed } from '../loader/agreed';
import type { ChipSession } from '../loader/chip-session';

export interface FlashVoltageSource {
  /** A register by which software overrules eFuses and strap; its `tieHigh` bit chooses 3.3 V. */
  readonly override: {
    readonly reg: number;
    readonly forceMask: number;
    readonly tieHighMask: number;
  } | null;
  readonly efuse: { readonly reg: number; readonly forceMask: number; readonly tieHighMask: number };
  /** The strapping pin that chooses 1.8 V. */
  readonly strap: { readonly reg: number; readonly mask: number };
}

/** Chips with a regulator for the flash. @source golden/chips: EFUSE_VDD_SPI_REG, GPIO_STRAP_REG, RTC_CNTL_SDIO_CONF_REG */
export const flashVoltageSources: Readonly<Partial<Record<ChipId, FlashVoltageSource>>> = {
  esp32: {
    override: { reg: 0x3ff4_8074, forceMask: 0x0040_0000, tieHighMask: 0x0080_0000 },
    efuse: { reg: 0x3ff5_a010, forceMask: 1 << 16, tieHighMask: 1 << 15 },
    strap: { reg: 0x3ff4_4038, mask: 0x20 },
  },
  esp32s2: {
    override: null,
    efuse: { reg: 0x3f41_a034, forceMask: 1 << 6, tieHighMask: 1 << 5 },
    strap: { reg: 0x3f40_4038, mask: 0x10 },
  },
  esp32s3: {
    override: null,
    efuse: { reg: 0x6000_7034, forceMask: 1 << 6, tieHighMask: 1 << 5 },
    strap: { reg: 0x6000_4038, mask: 0x10 },
  },
};

/** Voltage at the flash, `3.3V` or `1.8V`, found in the order the chip decides by; null where the chip has no say in it. */
export async function readFlashVoltage(session: ChipSession, run: RunOptions = {}): Promise<string | null> {
  const source = flashVoltageSources[session.chip.id];
  return source === undefined ? null : agreed(session, () => lookAtVoltage(session, source, run), run);
}

async function lookAtVoltage(
  session: ChipSession,
  source: FlashVoltageSource,
  { signal }: RunOptions,
): Promise<string> {
  for (const choice of [source.override, source.efuse]) {
    if (choice === null) continue;
    const value = await session.readRegister(choice.reg, signal);
    if ((value & choice.forceMask) !== 0) return voltage((value & choice.tieHighMask) !== 0);
  }
  return voltage(((await session.readRegister(source.strap.reg, signal)) & source.strap.mask) === 0);
}

function voltage(high: boolean): string {
  return high ? '3.3V' : '1.8V';
}
