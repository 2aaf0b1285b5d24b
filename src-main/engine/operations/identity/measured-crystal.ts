import type { ChipSession } from '../../loader/chip-session';
import type { RegisterCache } from './register-cache';

/** The part of the register that divides; above it are sixteenths. */
export const dividerMask = 0xf_ffff;

/**
 * The crystal out of the UART's divider: the ROM (or stub) set it so that the crystal's clock gives the line's rate.
 * Gives back the nearest of the crystals that this chip can have.
 */
export async function measureCrystal(
  session: ChipSession,
  registers: RegisterCache,
  crystalsMhz: readonly number[],
): Promise<number | null> {
  const { clkDivReg, crystalDivider } = session.chip.uart;
  const divider = (await registers.read(clkDivReg)) & dividerMask;
  const measuredMhz = (session.baud * divider) / 1e6 / crystalDivider;
  let nearest: number | null = null;
  for (const candidate of crystalsMhz) {
    if (nearest === null || Math.abs(candidate - measuredMhz) < Math.abs(nearest - measuredMhz))
      nearest = candidate;
  }
  return nearest;
}
