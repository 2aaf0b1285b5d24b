import type { ChipSession } from '../../loader/chip-session';
import { formatMac, type ChipIdentity } from './chip-identity';
import { measureCrystal } from './measured-crystal';
import type { RegisterCache } from './register-cache';

/** Four words burnt at the factory. @source golden/chips/esp8266.json (ESP_OTP_MAC0 …) */
export const otpWords = [0x3ff0_0050, 0x3ff0_0054, 0x3ff0_0058, 0x3ff0_005c] as const;

/** Either bit says that flash is in the package: an ESP8285. */
const embeddedFlashOtp0 = 1 << 4;
const embeddedFlashOtp2 = 1 << 16;

export async function identifyEsp8266(session: ChipSession, registers: RegisterCache): Promise<ChipIdentity> {
  const word0 = await registers.read(otpWords[0]);
  const word1 = await registers.read(otpWords[1]);
  const word2 = await registers.read(otpWords[2]);
  const word3 = await registers.read(otpWords[3]);
  const embeddedFlash = (word0 & embeddedFlashOtp0) !== 0 || (word2 & embeddedFlashOtp2) !== 0;
  return {
    description: embeddedFlash ? 'ESP8285' : 'ESP8266EX',
    revision: null,
    features: ['Wi-Fi', '160MHz', ...(embeddedFlash ? ['Embedded Flash'] : [])],
    crystalMhz: await measureCrystal(session, registers, [26, 40]),
    mac: macOf(word0, word1, word3),
    eui64: null,
    // It has no USB of its own.
    usbMode: null,
  };
}

/** The first three bytes are in word 3, or on older chips one of two makers' numbers that word 1 chooses. */
function macOf(word0: number, word1: number, word3: number): string | null {
  const vendor = word3 !== 0 ? word3 & 0xff_ffff : olderVendor((word1 >>> 16) & 0xff);
  if (vendor === null) return null;
  const low = ((vendor & 0xff) << 24) | ((word1 & 0xffff) << 8) | (word0 >>> 24);
  return formatMac(low >>> 0, vendor >>> 8);
}

function olderVendor(choice: number): number | null {
  if (choice === 0) return 0x18_fe34;
  if (choice === 1) return 0xac_d074;
  return null;
}
