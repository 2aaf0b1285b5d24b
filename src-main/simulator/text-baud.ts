import type { BoardFacts } from './board-spec';
import type { BootLine } from './boot/boot-script';
import { romProfiles } from './chips/rom-profile';

export const romBaud = 115_200;

/**
 * 115200 in the speaker's reckoning, which is another rate where it takes the crystal for one of 40 MHz; or what the firmware
 * was set to.
 */
export function textBaud(by: BootLine['by'], { chip, crystalMhz, consoleBaud }: BoardFacts): number {
  if (by === 'firmware' && consoleBaud !== null) return consoleBaud;
  const isScaled = chip === 'esp8266' || (by === 'rom' && romProfiles[chip].assumes40Mhz);
  return isScaled ? Math.round((romBaud * crystalMhz) / 40) : romBaud;
}
