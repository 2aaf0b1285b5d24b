import type { BootVerdict } from '../../../src-shared/model/job';
import { bootPatterns } from '../board-text/boot-patterns';

/** One line that only comes with the verdict it stands for. */
interface Mark {
  readonly verdict: BootVerdict;
  readonly pattern: RegExp;
}

/**
 * What goes wrong, the cause before its consequences: a brown-out resets the chip, which looks like a loop; an app that is
 * not there is found by a bootloader that did start.
 * @source boot logs of ROMs and ESP-IDF bootloaders, ESP8266 to ESP32-P4
 */
const troubles: readonly Mark[] = [
  { verdict: 'brown-out', pattern: bootPatterns.brownOut },
  { verdict: 'brown-out', pattern: /\bBROWN_?OUT_?RST|RTCWDT_BROWN_OUT/i },
  { verdict: 'invalid-header', pattern: bootPatterns.invalidHeader },
  { verdict: 'flash-read-error', pattern: bootPatterns.flashReadError },
  { verdict: 'checksum-error', pattern: bootPatterns.checksumError },
  { verdict: 'checksum-error', pattern: bootPatterns.digestMismatch },
  { verdict: 'no-bootable-app', pattern: bootPatterns.noBootableApp },
  { verdict: 'no-bootable-app', pattern: bootPatterns.noPartitionTable },
  // What the ESP8266's ROM says last, whatever was wrong; alone: nothing in flash could be started.
  { verdict: 'invalid-header', pattern: bootPatterns.romGaveUp },
];

/** The ROM or the bootloader handed over, or the application speaks. */
const started =
  /\bentry 0x[0-9a-f]+|loaded app from partition|calling app_main|cpu_start|\bapp_init|\bjump to|^chksum 0x[0-9a-f]+\s*csum 0x/im;
const downloadMode = /waiting for download|\bDOWNLOAD(?:_BOOT)?\s*\(|boot mode:\(1,/i;
const resetBanner = /\brst:0x[0-9a-f]+|\brst cause:\d/gi;
const crash =
  /guru meditation|abort\(\) was called|assert failed|fatal exception|rebooting\.\.\.|wdt reset|stack smashing/i;

/** Fewer resets are a reset and what the adapter makes of the lines. */
const loopResets = 3;
const loopResetsAfterCrash = 2;
/** More than this share of bytes that are no text: the rate is wrong or the line is bad. */
const garbageShare = 0.3;

/** What a board's first words mean. `text` holds one character for each byte that came. Pure. */
export function classifyBootText(text: string): BootVerdict {
  if (text.length === 0) return 'silent';
  if (unreadableShare(text) > garbageShare) return 'garbage';
  const resets = text.match(resetBanner)?.length ?? 0;
  const last = lastBoot(text);
  // A SHA-256 that differs is reported by ROMs which then go on: what counts is where the last boot got.
  const trouble = troubles.find(({ pattern }) => pattern.test(last)) ?? endlessTrouble(text, resets);
  if (trouble !== undefined && !recovered(last, trouble)) return trouble.verdict;
  if (downloadMode.test(last)) return 'download-mode';
  if (resets >= loopResets || (resets >= loopResetsAfterCrash && crash.test(text))) return 'boot-loop';
  return 'booted';
}

/** From the last reset banner on: what came before is another boot. */
function lastBoot(text: string): string {
  const banners = [...text.matchAll(resetBanner)];
  return text.slice(banners.at(-1)?.index ?? 0);
}

/** The last boot may be cut off before its error: in a loop, the boots before it tell. */
function endlessTrouble(text: string, resets: number): Mark | undefined {
  return resets > 1 ? troubles.find(({ pattern }) => pattern.test(text)) : undefined;
}

function recovered(lastBootText: string, trouble: Mark): boolean {
  const end = trouble.pattern.exec(lastBootText);
  return end !== null && trouble.verdict === 'checksum-error' && started.test(lastBootText.slice(end.index));
}

/** NUL is left out: lines that float at reset give a few of them on every board. */
function unreadableShare(text: string): number {
  let bad = 0;
  let counted = 0;
  for (const character of text) {
    const code = character.charCodeAt(0);
    if (code === 0) continue;
    counted++;
    const readable = (code >= 0x20 && code < 0x7f) || code === 0x1b || (code >= 0x08 && code <= 0x0d);
    if (!readable) bad++;
  }
  return counted === 0 ? 1 : bad / counted;
}
