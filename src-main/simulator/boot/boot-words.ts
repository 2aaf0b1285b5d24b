import type { ChipId } from '../../../src-shared/model/chip';
import type { ResetReason } from './reset-reason';

/** How a chip's ROM words what it does. */
export interface BootWords {
  /** First lines after a reset. */
  readonly banner: readonly string[];
  /** Strapping value and name when the boot button is held, and when not. */
  readonly download: readonly [strap: number, name: string];
  readonly flash: readonly [strap: number, name: string];
  readonly reasons: Readonly<Record<ResetReason, readonly [code: number, name: string]>>;
  /** Lines before the segments are loaded, and how their lengths are written. */
  readonly loadStyle: 'esp32' | 'spiwp' | 'spi-mode';
  /** Source line in the ROM that gives up on an image. */
  readonly giveUpLine: number;
}

const esp32Reasons: BootWords['reasons'] = {
  'power-on': [0x1, 'POWERON_RESET'],
  software: [0x3, 'SW_RESET'],
  processor: [0xc, 'SW_CPU_RESET'],
  watchdog: [0x10, 'RTCWDT_RTC_RESET'],
  'task-watchdog': [0x7, 'TG0WDT_SYS_RESET'],
  'interrupt-watchdog': [0x8, 'TG1WDT_SYS_RESET'],
  'brown-out': [0xf, 'RTCWDT_BROWN_OUT_RESET'],
  usb: [0x1, 'POWERON_RESET'],
};

const rtcReasons: BootWords['reasons'] = {
  'power-on': [0x1, 'POWERON'],
  software: [0x3, 'RTC_SW_SYS_RST'],
  processor: [0xc, 'RTC_SW_CPU_RST'],
  watchdog: [0x10, 'RTCWDT_RTC_RST'],
  'task-watchdog': [0x7, 'TG0WDT_SYS_RST'],
  'interrupt-watchdog': [0x8, 'TG1WDT_SYS_RST'],
  'brown-out': [0xf, 'BROWNOUT_RST'],
  usb: [0x15, 'USB_UART_CHIP_RESET'],
};

const lpReasons: BootWords['reasons'] = {
  'power-on': [0x1, 'POWERON'],
  software: [0x3, 'LP_SW_HPSYS'],
  processor: [0xc, 'SW_CPU'],
  watchdog: [0x10, 'LP_WDT_SYS'],
  'task-watchdog': [0x7, 'TG0_WDT_HPSYS'],
  'interrupt-watchdog': [0x8, 'TG1_WDT_HPSYS'],
  'brown-out': [0xf, 'BROWN_OUT'],
  usb: [0x15, 'USB_UART_HPSYS'],
};

const fastFlash = 'SPI_FAST_FLASH_BOOT';
const rtcFamily = { reasons: rtcReasons, loadStyle: 'spiwp', giveUpLine: 329 } as const;
const lpFamily = { reasons: lpReasons, loadStyle: 'spi-mode', giveUpLine: 329 } as const;

/** @source Boot logs in Espressif's public documentation and forums; chips without a public log carry their name only. */
export const bootWords: Readonly<Record<Exclude<ChipId, 'esp8266'>, BootWords>> = {
  esp32: {
    banner: ['ets Jul 29 2019 12:21:46', ''],
    download: [0x0f, 'DOWNLOAD_BOOT(UART0/UART1/SDIO_REI_REO_V2)'],
    flash: [0x1f, fastFlash],
    reasons: esp32Reasons,
    loadStyle: 'esp32',
    giveUpLine: 384,
  },
  esp32s2: {
    ...rtcFamily,
    banner: ['ESP-ROM:esp32s2-rc4-20191025', 'Build:Oct 25 2019'],
    download: [0x0, 'DOWNLOAD(USB/UART0/1/SPI)'],
    flash: [0x8, fastFlash],
  },
  esp32s3: {
    ...rtcFamily,
    banner: ['ESP-ROM:esp32s3-20210327', 'Build:Mar 27 2021'],
    download: [0x0, 'DOWNLOAD(USB/UART0)'],
    flash: [0x8, fastFlash],
  },
  esp32c2: {
    ...rtcFamily,
    banner: ['ESP-ROM:esp8684-api2-20220127', 'Build:Jan 27 2022'],
    download: [0x4, 'DOWNLOAD(UART0)'],
    flash: [0xc, fastFlash],
  },
  esp32c3: {
    ...rtcFamily,
    banner: ['ESP-ROM:esp32c3-api1-20210207', 'Build:Feb  7 2021'],
    download: [0x4, 'DOWNLOAD(USB/UART0/1)'],
    flash: [0xc, fastFlash],
  },
  esp32c5: {
    ...lpFamily,
    banner: ['ESP-ROM:esp32c5-eco2-20250121', 'Build:Jan 21 2025'],
    download: [0x8, 'DOWNLOAD(USB/UART0)'],
    flash: [0x18, fastFlash],
  },
  esp32c6: {
    ...lpFamily,
    banner: ['ESP-ROM:esp32c6-20220919', 'Build:Sep 19 2022'],
    download: [0x4, 'DOWNLOAD(USB/UART0/SDIO_REI_FEO)'],
    flash: [0xc, fastFlash],
    loadStyle: 'spiwp',
  },
  esp32c61: {
    ...lpFamily,
    banner: ['ESP-ROM:esp32c61-eco3-20250228', 'Build:Feb 28 2025'],
    download: [0x4, 'DOWNLOAD(USB/UART0)'],
    flash: [0xc, fastFlash],
  },
  esp32e22: {
    ...lpFamily,
    banner: ['ESP-ROM:esp32e22'],
    download: [0x4, 'DOWNLOAD(USB/UART0)'],
    flash: [0xc, fastFlash],
  },
  esp32h2: {
    ...lpFamily,
    banner: ['ESP-ROM:esp32h2-20221101', 'Build:Nov  1 2022'],
    download: [0x4, 'DOWNLOAD(USB/UART0/SPI)'],
    flash: [0xc, fastFlash],
    loadStyle: 'spiwp',
  },
  esp32h21: {
    ...lpFamily,
    banner: ['ESP-ROM:esp32h21'],
    download: [0x4, 'DOWNLOAD(USB/UART0)'],
    flash: [0xc, fastFlash],
  },
  esp32h4: {
    ...lpFamily,
    banner: ['ESP-ROM:esp32h4'],
    download: [0x4, 'DOWNLOAD(USB/UART0)'],
    flash: [0xc, fastFlash],
  },
  esp32p4: {
    ...lpFamily,
    banner: ['ESP-ROM:esp32p4-eco2-20240710', 'Build:Jul 10 2024'],
    download: [0x307, 'DOWNLOAD(USB/UART0/SPI)'],
    flash: [0x30f, fastFlash],
  },
  esp32s31: {
    ...lpFamily,
    banner: ['ESP-ROM:esp32s31-20251218', 'Build:Dec 18 2025'],
    download: [0x4, 'DOWNLOAD(USB/UART0)'],
    flash: [0xc, fastFlash],
  },
};

/** ESP8266: "rst cause" and "boot mode". */
export const esp8266Causes: Readonly<Record<ResetReason, number>> = {
  'power-on': 2,
  software: 2,
  processor: 2,
  watchdog: 4,
  'task-watchdog': 4,
  'interrupt-watchdog': 4,
  'brown-out': 1,
  usb: 2,
};

/** What the strapping register reads; the ESP8266 has none that loaders look at. */
export function strapOf(chip: ChipId, io0Low: boolean): number {
  if (chip === 'esp8266') return 0;
  const words = bootWords[chip];
  return (io0Low ? words.download : words.flash)[0];
}
