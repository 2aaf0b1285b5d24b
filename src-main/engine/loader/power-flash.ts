import { sleep, type AbortSignalLike } from '../../../src-shared/time/clock';
import type { ChipSession } from './chip-session';
import { readP4Revision } from './p4-revision';

/** Revisions whose flash stays without power in download mode, so that a board's 1.8 V flash does not get 3.3 V. */
const unpoweredRevisions: readonly number[] = [301, 302];
/** The first revision that can be told by an eFuse to power its flash by itself. */
const selfPoweringRevision = 302;

const padGroupMs = 10;
/** The limit of the current is held for 50 µs while the regulator starts: this is the shortest wait. */
const startMs = 1;
/** 1.8 ms until the supply is steady. */
const settleMs = 2;
type Session = Pick<ChipSession, 'chip' | 'context' | 'readRegister' | 'writeRegister'>;

/**
 * Gives an ESP32-P4's flash its power, where its ROM does not: before the flash is attached. A chip whose eFuses say that the ROM
 * powers it must lose the mark of having done so, or it fails the next time. Does nothing for other chips and revisions.
 * Needs register access: not in secure download mode. @source esptool-js (Apache-2.0), ESP32-P4; golden/chips/esp32p4
 */
export async function powerFlash(session: Session, signal?: AbortSignalLike): Promise<void> {
  const power = session.chip.flashPower;
  if (power === null) return;
  const revision = await readP4Revision(session, signal);
  if (!unpoweredRevisions.includes(revision)) return;
  const set = (reg: number, mask: number): Promise<void> =>
    session.writeRegister(reg, mask, { mask, signal });
  const clear = (reg: number, mask: number): Promise<void> => session.writeRegister(reg, 0, { mask, signal });

  const { regulatorReg, regulatorAnalogReg, forceOn } = power;
  if (revision === selfPoweringRevision) {
    const { reg, mask } = power.poweredByRom;
    if (((await session.readRegister(reg, signal)) & mask) !== 0) {
      await clear(forceOn.reg, forceOn.mask);
      return;
    }
  }
  const { clock } = session.context;
  await session.writeRegister(power.padGroupReg, 1, { signal });
  await sleep(clock, padGroupMs, signal);
  await set(regulatorAnalogReg, power.currentLimitMask);
  await set(regulatorReg, power.tieHighMask);
  await set(forceOn.reg, forceOn.mask);
  await sleep(clock, startMs, signal);
  await clear(regulatorAnalogReg, power.currentLimitMask);
  await clear(regulatorReg, power.targetMask);
  // An edge of this bit makes the regulator take its voltage from the eFuses.
  await set(regulatorReg, power.tieHighMask);
  await clear(regulatorReg, power.tieHighMask);
  await sleep(clock, settleMs, signal);
}
