import type { InsightCode, InsightSeverity } from '../../../src-shared/model/monitor';

/** What a ROM says first: why the chip starts, and what it does now. */
export interface BootBanner {
  readonly reset: { readonly code: InsightCode; readonly reason: string; readonly number: number };
  /** Null where the line ends before it. */
  readonly mode: { readonly code: InsightCode; readonly name: string; readonly number: number } | null;
  readonly isEsp8266: boolean;
}

const banner = /\brst:0x([0-9a-f]{1,2}) \(([A-Z0-9_]{1,40})\)(?:,boot:0x([0-9a-f]{1,4}) \(([^\n]{1,60})\))?/i;
const bannerOfEsp8266 = /\brst cause:(\d{1,2})(?:, ?boot mode:\((\d{1,2}),(\d{1,2})\))?/;

/**
 * Names differ between families, their parts do not. The order counts: RTCWDT_BROWN_OUT_RESET is no watchdog.
 * @source reset reasons of ESP-IDF (`soc/reset_reasons.h`) and of the ROMs of ESP32 to ESP32-P4
 */
const resets: readonly (readonly [RegExp, InsightCode])[] = [
  [/BROWN/, 'reset-brown-out'],
  // The task watchdog is that of timer group 0, the interrupt watchdog that of group 1.
  [/^(?:TG0|HP_?WDT0|MWDT0)/, 'reset-task-watchdog'],
  [/^(?:TG1|HP_?WDT1|MWDT1)/, 'reset-interrupt-watchdog'],
  [/^(?:RTCWDT|RTC_WDT|LP_WDT|RWDT|OWDT|SUPER_WDT|SWDT|RTC_SWDT|SYS_SUPER_WDT)/, 'reset-rtc-watchdog'],
  [/DEEP_?SLEEP|DSLEEP/, 'reset-deep-sleep'],
  [/USB/, 'reset-usb'],
  [/POWER_?ON|^EXT_/, 'reset-power-on'],
  [/(?:^|_)SW_/, 'reset-software'],
];

/**
 * Of the ESP8266's ROM; 2 is the reset pin, which is also how it is woken from deep sleep.
 * @source ESP8266 documentation, "ESP8266 Boot Mode Selection"; boot logs
 */
const resetsOfEsp8266: Readonly<Record<number, readonly [InsightCode, string]>> = {
  1: ['reset-power-on', 'POWER_ON'],
  2: ['reset-power-on', 'EXTERNAL'],
  3: ['reset-software', 'SOFTWARE'],
  4: ['reset-rtc-watchdog', 'WATCHDOG'],
};

/** The chip family as ROMs name it, and as people do. @source ESP-ROM lines of boot logs */
const romNames: Readonly<Record<string, string>> = { esp8684: 'esp32c2' };
const romName = /^ESP-ROM:(esp[0-9a-z]{2,12})/;

export function readBootBanner(text: string): BootBanner | null {
  if (!text.includes('rst')) return null;
  const [, number, reason, strap, mode] = banner.exec(text) ?? [];
  if (number === undefined || reason === undefined) return readEsp8266Banner(text);
  return {
    reset: { code: resetCode(reason), reason, number: parseInt(number, 16) },
    mode:
      strap === undefined || mode === undefined
        ? null
        : { code: modeCode(mode), name: mode, number: parseInt(strap, 16) },
    isEsp8266: false,
  };
}

function readEsp8266Banner(text: string): BootBanner | null {
  const [, cause, mode, strap] = bannerOfEsp8266.exec(text) ?? [];
  if (cause === undefined) return null;
  const [code, reason] = resetsOfEsp8266[Number(cause)] ?? ['reset-other', `CAUSE_${cause}`];
  return {
    reset: { code, reason, number: Number(cause) },
    mode: mode === undefined ? null : { ...esp8266Mode(mode, strap ?? ''), number: Number(mode) },
    isEsp8266: true,
  };
}

/** The first number is what GPIO15, GPIO0 and GPIO2 say together. */
function esp8266Mode(mode: string, strap: string): { code: InsightCode; name: string } {
  if (mode === '3') return { code: 'mode-flash', name: `FLASH (${mode},${strap})` };
  if (mode === '1') return { code: 'mode-download', name: `UART (${mode},${strap})` };
  return { code: 'mode-other', name: `(${mode},${strap})` };
}

function resetCode(reason: string): InsightCode {
  return resets.find(([pattern]) => pattern.test(reason))?.[1] ?? 'reset-other';
}

function modeCode(name: string): InsightCode {
  if (/^DOWNLOAD/.test(name)) return 'mode-download';
  return /^SPI_(?:FAST_)?FLASH_BOOT/.test(name) ? 'mode-flash' : 'mode-other';
}

/** Which chip's ROM speaks; null on lines that do not say. The ROMs of the ESP32 and the ESP8266 do not name their chip, but their date. */
export function readRomName(text: string): string | null {
  if (text.startsWith('ESP-ROM:')) {
    const name = romName.exec(text)?.[1] ?? '';
    return romNames[name] ?? (name === '' ? null : name);
  }
  if (!text.includes('ets J')) return null;
  if (/\bets Jan {1,2}8 2013/.test(text)) return 'esp8266';
  return /\bets J[a-z]{2} {1,2}\d{1,2} 201[69]/.test(text) ? 'esp32' : null;
}

/** How much a reset or a mode is to worry about. */
export function severityOfBoot(code: InsightCode): InsightSeverity {
  switch (code) {
    case 'reset-brown-out':
      return 'error';
    case 'reset-interrupt-watchdog':
    case 'reset-task-watchdog':
    case 'reset-rtc-watchdog':
    case 'mode-other':
      return 'warning';
    default:
      return 'info';
  }
}
