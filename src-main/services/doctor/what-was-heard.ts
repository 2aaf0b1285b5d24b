import { readability } from '../../engine/loader/readability';
import { classifyBootText } from '../../engine/operations/classify-boot-text';
import type { Finding } from './examination';

/** Fewer are the lines switching, not somebody talking. */
export const fewestBytes = 8;
/** A log has a few odd bytes; at a wrong rate more than half of them are. */
const readableShare = 0.85;

/** What only a ROM says, before anything else runs. */
const romWords = /ets [A-Z][a-z]{2} |rst:0x|rst cause:|ESP-ROM:|boot mode:\(/;
const esp8266Words = /rst cause:\d+, boot mode:\(/;
const downloadMode = /waiting for download|\(DOWNLOAD|DOWNLOAD_BOOT|boot mode:\(1,/i;

export const romRate = 115_200;
/** The ESP8266's ROM reckons with 40 MHz, its boards have 26 MHz. */
const esp8266Rate = 74_880;

/** Rates that ROMs come to talk at with another crystal than they reckon with: 26 for 40, 40 for 26, 32, 48. */
const crystalRates = [74_880, 177_231, 92_160, 138_240] as const;
/** What firmware is usually built with. */
const firmwareRates = [9_600, 57_600, 230_400, 460_800, 921_600, 1_500_000] as const;
export const otherRates: readonly number[] = [...crystalRates, ...firmwareRates];

export function isReadable(bytes: Uint8Array): boolean {
  return bytes.length >= fewestBytes && readability(bytes) >= readableShare;
}

export function saysDownload(bytes: Uint8Array): boolean {
  return downloadMode.test(latin1(bytes));
}

export function isRomText(bytes: Uint8Array): boolean {
  return romWords.test(latin1(bytes));
}

/** A board that talks and does not let itself be loaded: which of its troubles its text tells. `baud`: at which it could be read. */
export function readTrouble(bytes: Uint8Array, baud: number): Finding {
  const text = latin1(bytes);
  const verdict = classifyBootText(text);
  if (verdict === 'brown-out' || verdict === 'boot-loop') return { cause: verdict };
  if (!isRomText(bytes))
    return baud === romRate ? { cause: 'normal-boot' } : { cause: 'wrong-rate', context: { baud } };
  const usual = esp8266Words.test(text) ? esp8266Rate : romRate;
  return baud === usual || baud === romRate
    ? { cause: 'normal-boot' }
    : { cause: 'wrong-crystal', context: { baud } };
}

/** One character for each byte. */
function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
