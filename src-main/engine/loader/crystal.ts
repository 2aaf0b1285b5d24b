import type { AbortSignalLike } from '../../../src-shared/time/clock';
import type { ChipSession } from './chip-session';

const dividerMask = 0xf_ffff;

/** Crystals that boards with the quirk `crystal-by-uart-divider` come with, in MHz. */
const crystals = [26, 40, 48] as const;

/**
 * The crystal's frequency in MHz, to the nearest that exists: the UART's divider gives the rate at which we hear the chip, so
 * divider × rate is its clock. Only for chips with the quirk `crystal-by-uart-divider`; the others have but one crystal.
 */
export async function measureCrystalMhz(session: ChipSession, signal?: AbortSignalLike): Promise<number> {
  const { clkDivReg, crystalDivider } = session.chip.uart;
  const divider = (await session.readRegister(clkDivReg, signal)) & dividerMask;
  return nearestCrystalMhz((session.baud * divider) / crystalDivider / 1_000_000);
}

export function nearestCrystalMhz(measuredMhz: number): number {
  return crystals.reduce((best, crystal) =>
    Math.abs(crystal - measuredMhz) < Math.abs(best - measuredMhz) ? crystal : best,
  );
}
