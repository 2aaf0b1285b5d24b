import type { InsightCode } from '../../../src-shared/model/monitor';
import { resampleUart } from '../../../src-main/simulator/line/resample-uart';
import { xtensaException } from './sample-crashes';
import { esp8266Boot, idfStart } from './sample-boots';

export interface InsightSample {
  readonly text: string | Uint8Array;
  /** What comes with it on every board. */
  readonly beside?: readonly InsightCode[];
}

const reset = (number: string, name: string, boot = '0x13 (SPI_FAST_FLASH_BOOT)'): string =>
  `rst:${number} (${name}),boot:${boot}\n`;
const booted: readonly InsightCode[] = ['mode-flash'];
const bootloader = (tag: string, text: string): string => `\u001b[0;31mE (98) ${tag}: ${text}\u001b[0m\n`;
const bytesOf = (text: string): Uint8Array => Buffer.from(text.replaceAll('\n', '\r\n'));

/** One of each code, by its own text alone: a code without one does not compile. */
export const insightSamples: Readonly<Record<InsightCode, InsightSample>> = {
  'reset-power-on': { text: reset('0x1', 'POWERON_RESET'), beside: booted },
  'reset-software': { text: reset('0xc', 'SW_CPU_RESET'), beside: booted },
  'reset-brown-out': { text: reset('0xf', 'RTCWDT_BROWN_OUT_RESET'), beside: booted },
  'reset-interrupt-watchdog': { text: reset('0x8', 'TG1WDT_SYS_RESET'), beside: booted },
  'reset-task-watchdog': { text: reset('0x7', 'TG0WDT_SYS_RESET'), beside: booted },
  'reset-rtc-watchdog': { text: reset('0x10', 'RTCWDT_RTC_RESET'), beside: booted },
  'reset-deep-sleep': { text: reset('0x5', 'DSLEEP'), beside: booted },
  'reset-usb': { text: reset('0x15', 'USB_UART_CHIP_RESET', '0xc (SPI_FAST_FLASH_BOOT)'), beside: booted },
  'reset-other': { text: reset('0x14', 'EFUSE_RST'), beside: booted },
  'mode-flash': { text: reset('0x1', 'POWERON', '0x8 (SPI_FAST_FLASH_BOOT)'), beside: ['reset-power-on'] },
  'mode-download': {
    text: `${reset('0x1', 'POWERON', '0x4 (DOWNLOAD(USB/UART0/1))')}waiting for download\n`,
    beside: ['reset-power-on'],
  },
  'mode-other': { text: reset('0x1', 'POWERON_RESET', '0x2b (HSPI_FLASH_BOOT)'), beside: ['reset-power-on'] },
  'boot-loop': {
    text: reset('0x3', 'RTC_SW_SYS_RST').repeat(3),
    beside: ['reset-software', 'mode-flash'],
  },
  'invalid-header': { text: 'invalid header: 0xffffffff\ninvalid header: 0xffffffff\n' },
  'flash-read-error': { text: 'flash read err, 1000\nets_main.c 371 \n' },
  'checksum-error': { text: 'csum err:0x9a!=0x5f\nets_main.c 384 \n' },
  'digest-mismatch': {
    text: 'SHA-256 comparison failed:\nCalculated: 2a\nExpected: 00\nAttempting to boot anyway...\n',
  },
  'wrong-chip': { text: 'Invalid chip id. Expected 5 read 0. Bootloader for wrong chip?\n' },
  'wrong-revision': {
    text: bootloader('boot_comm', 'Image requires efuse blk rev >= v0.4, but chip is v0.3'),
  },
  'flash-too-small': {
    text: bootloader(
      'spi_flash',
      'Detected size(2048k) smaller than the size in the binary image header(4096k). Probe failed.',
    ),
  },
  'flash-larger': {
    text: '\u001b[0;33mW (291) spi_flash: Detected size(8192k) larger than the size in the binary image header(2048k). Using the size in the binary image header.\u001b[0m\n',
  },
  'no-partition-table': {
    text:
      bootloader('flash_parts', 'partition 0 invalid magic number 0xffff') +
      bootloader('boot', 'Failed to verify partition table') +
      bootloader('boot', 'load partition table error!'),
  },
  'no-bootable-app': {
    text:
      bootloader('boot', 'Factory app partition is not bootable') +
      bootloader('boot', 'No bootable app partitions in the partition table'),
  },
  'secure-boot-refused': {
    text: bootloader('secure_boot_v2', 'Secure Boot V2 verification failed.'),
  },
  'efuse-error': { text: bootloader('efuse', 'Burn of BLOCK4 was not successful') },
  'psram-missing': {
    text: bootloader(
      'quad_psram',
      'PSRAM ID read error: 0x00ffffff, PSRAM chip not found or not supported, or wrong PSRAM line mode',
    ),
  },
  'nvs-unusable': { text: 'E (512) app: nvs_flash_init failed: ESP_ERR_NVS_NO_FREE_PAGES\n' },
  'out-of-memory': { text: 'E (8231) wifi: Failed to allocate memory for rx buffer\n' },
  'brown-out': { text: '\nBrownout detector was triggered\n\n' },
  'task-watchdog': {
    text: 'E (5352) task_wdt: Task watchdog got triggered. The following tasks/users did not reset the watchdog in time:\nE (5352) task_wdt:  - IDLE0 (CPU 0)\nE (5352) task_wdt: Tasks currently running:\nE (5352) task_wdt: CPU 0: main\nE (5352) task_wdt: CPU 1: IDLE1\n',
  },
  'app-started': { text: idfStart },
  crash: { text: xtensaException },
  'core-dump': {
    text: '================= CORE DUMP START =================\nIAwAAAIBBQAAAAAA\n================= CORE DUMP END =================\n',
  },
  'speaks-74880': { text: resampleUart(bytesOf(esp8266Boot), 74_880, 115_200) },
  garbage: {
    text: resampleUart(bytesOf(`${'Temperature 21.5 C, all is well. '.repeat(20)}\n`), 9_600, 115_200),
  },
};
