import type { ChipSession } from '../../loader/chip-session';
import { formatMac, type ChipIdentity } from './chip-identity';
import { measureCrystal } from './measured-crystal';
import type { RegisterCache } from './register-cache';

/** APB_CTRL_DATE: its top bit is the third bit of the revision. */
export const apbControlDateReg = 0x3ff6_607c;

const packages: Readonly<Record<number, string>> = {
  0: 'ESP32-D0WDQ6',
  1: 'ESP32-D0WD',
  2: 'ESP32-D2WD',
  4: 'ESP32-U4WDH',
  5: 'ESP32-PICO-D4',
  6: 'ESP32-PICO-V3-02',
  7: 'ESP32-D0WDR2-V3',
};
const singleCorePackages: Readonly<Record<number, string>> = { 0: 'ESP32-S0WDQ6', 1: 'ESP32-S0WD' };
const rev3Packages: Readonly<Record<number, string>> = { 5: 'ESP32-PICO-V3' };
const packagesWithFlash: readonly number[] = [2, 4, 5, 6];
const packagesWithPsram: readonly number[] = [6, 7];
const codingSchemes = ['None', '3/4', 'Repeat', 'Invalid'];

/** @source golden/efuse/esp32.json: block 0, words 0 to 6 */
export async function identifyEsp32(session: ChipSession, registers: RegisterCache): Promise<ChipIdentity> {
  const base = session.chip.efuse?.readBase ?? 0;
  const word = (index: number): Promise<number> => registers.read(base + 4 * index);
  const word3 = await word(3);
  const word5 = await word(5);
  const date = await registers.read(apbControlDateReg);
  const major = majorRevision((word3 >>> 15) & 1, (word5 >>> 20) & 1, date >>> 31);
  const packageVersion = ((word3 >>> 9) & 7) | (((word3 >>> 2) & 1) << 3);
  const singleCore = (word3 & 1) !== 0;
  const word4 = await word(4);
  const word6 = await word(6);
  return {
    description: describe(packageVersion, singleCore, major),
    revision: major * 100 + ((word5 >>> 24) & 3),
    features: features(packageVersion, word3, word4, word6),
    crystalMhz: await measureCrystal(session, registers, [26, 40]),
    mac: formatMac(await word(1), await word(2)),
    eui64: null,
    // It has no USB of its own.
    usbMode: null,
  };
}

/** Three bits that were added one by one, as the chip was revised; other combinations do not exist. */
function majorRevision(bit0: number, bit1: number, bit2: number): number {
  if (bit0 === 0) return 0;
  if (bit1 === 0) return 1;
  return bit2 === 0 ? 2 : 3;
}

function describe(packageVersion: number, singleCore: boolean, major: number): string {
  const third = major === 3;
  const name =
    (singleCore ? singleCorePackages[packageVersion] : undefined) ??
    (third ? rev3Packages[packageVersion] : undefined) ??
    packages[packageVersion] ??
    `ESP32 (package ${packageVersion})`;
  return third && packageVersion <= 1 ? `${name}-V3` : name;
}

function features(packageVersion: number, word3: number, word4: number, word6: number): string[] {
  const list = ['Wi-Fi'];
  if ((word3 & 0b10) === 0) list.push('BT');
  list.push((word3 & 1) === 0 ? 'Dual Core + LP Core' : 'Single Core + LP Core');
  if ((word3 & (1 << 13)) !== 0) list.push((word3 & (1 << 12)) === 0 ? '240MHz' : '160MHz');
  if (packagesWithFlash.includes(packageVersion)) list.push('Embedded Flash');
  if (packagesWithPsram.includes(packageVersion)) list.push('Embedded PSRAM');
  if (((word4 >>> 8) & 0x1f) !== 0) list.push('Vref calibration in eFuse');
  if ((word3 & (1 << 14)) !== 0) list.push('BLK3 partially reserved');
  list.push(`Coding Scheme ${codingSchemes[word6 & 3] ?? ''}`);
  return list;
}
