import type { RunOptions } from '../engine-context';
import { agreedDespiteFaults } from '../loader/agreed';
import type { ChipSession } from '../loader/chip-session';
import { formatMac } from '../operations/identity/chip-identity';

/** The words of the ESP8266's OTP memory that its MAC is made of. @source golden/chips/esp8266, ESP_OTP_MAC0, MAC1, MAC3 */
const otpMacRegisters = [0x3ff0_0050, 0x3ff0_0054, 0x3ff0_005c] as const;

/**
 * What tells this board from every other, for people too: `ESP32-C3 7c:df:a1:b2:c3:d4`. Null where the loader lets nobody
 * read it.
 */
export async function readFingerprint(session: ChipSession, run: RunOptions = {}): Promise<string | null> {
  if (session.secureDownload) return null;
  const look = async (): Promise<string> => `${session.chip.name} ${await readMac(session, run)}`;
  return agreedDespiteFaults(session, look, run);
}

async function readMac(session: ChipSession, { signal }: RunOptions): Promise<string> {
  const { efuse } = session.chip;
  if (efuse !== null) {
    // Of the ESP32, words 1 and 2 of block 0.
    const first = efuse.macReg ?? efuse.readBase + 4;
    return formatMac(
      await session.readRegister(first, signal),
      await session.readRegister(first + 4, signal),
    );
  }
  const words: string[] = [];
  for (const register of otpMacRegisters)
    words.push((await session.readRegister(register, signal)).toString(16).padStart(8, '0'));
  return words.join('-');
}
