import { describe, expect, it } from 'vitest';
import type { BootVerdict } from '../../../src-shared/model/job';
import { classifyBootText } from '../../../src-main/engine/operations/classify-boot-text';

const esp32Banner = `ets Jul 29 2019 12:21:46

rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)
configsip: 0, SPIWP:0xee
clk_drv:0x00,q_drv:0x00,d_drv:0x00,cs0_drv:0x00,hd_drv:0x00,wp_drv:0x00
mode:DIO, clock div:2
load:0x3fff0030,len:1184
load:0x40078000,len:13232
entry 0x40080608
`;
const c3Banner = `ESP-ROM:esp32c3-api1-20210207
Build:Feb  7 2021
rst:0x1 (POWERON),boot:0xc (SPI_FAST_FLASH_BOOT)
SPIWP:0xee
mode:DIO, clock div:1
load:0x3fcd5820,len:0x1738
load:0x403cc710,len:0xacc
entry 0x403cc710
`;
const idfStart = `I (31) boot: ESP-IDF v5.1.2 2nd stage bootloader
I (60) boot: Partition Table:
I (189) boot: Loaded app from partition at offset 0x10000
I (190) boot: Disabling RNG early entropy source...
I (201) cpu_start: Pro cpu up.
I (300) main_task: Calling app_main()
Hello world!
`;
const watchdogReset = (text: string): string =>
  `rst:0x10 (RTCWDT_RTC_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\n${text}`;

const cases: readonly (readonly [string, BootVerdict, string])[] = [
  ['an ESP32 that starts its app', 'booted', esp32Banner + idfStart],
  ['an ESP32-C3 that starts its app', 'booted', c3Banner + idfStart],
  ['an app without any log of its own', 'booted', c3Banner],
  [
    'an ESP8266 that starts its app',
    'booted',
    '\r\n ets Jan  8 2013,rst cause:2, boot mode:(3,6)\r\n\r\nload 0x4010f000, len 3460, room 16 \r\ntail 4\r\nchksum 0xcc\r\nload 0x3fff20b8, len 40, room 4 \r\ntail 4\r\nchksum 0xc9\r\ncsum 0xc9\r\nv00041fb0\r\n~ld\r\n',
  ],
  [
    'a blank flash on an ESP32',
    'invalid-header',
    `${esp32Banner.split('mode:')[0]}invalid header: 0xffffffff\ninvalid header: 0xffffffff\n${watchdogReset('invalid header: 0xffffffff\n')}`,
  ],
  [
    'a blank flash on a board that resets without end',
    'invalid-header',
    watchdogReset('invalid header: 0xffffffff\n').repeat(5) + watchdogReset(''),
  ],
  [
    'an old ESP32 that cannot read',
    'flash-read-error',
    `${esp32Banner.split('mode:')[0]}flash read err, 1000\nets_main.c 371 \n`,
  ],
  [
    'a damaged bootloader',
    'checksum-error',
    `${esp32Banner.split('entry')[0]}csum err:0x9a!=0x5f\nets_main.c 384 \n`,
  ],
  [
    'a damaged app',
    'checksum-error',
    `${esp32Banner}I (31) boot: ESP-IDF v5.1.2 2nd stage bootloader\nE (300) esp_image: Checksum failed. Calculated 0xa2 read 0x3\nE (305) boot: OTA app partition slot 0 is not bootable\nE (310) boot: No bootable app partitions in the partition table\n`,
  ],
  [
    'a digest that differs, on a ROM that goes on',
    'booted',
    `${c3Banner.split('entry')[0]}SHA-256 comparison failed:\nCalculated: 2a\nExpected: 00\nAttempting to boot anyway...\nentry 0x403cc710\n${idfStart}`,
  ],
  [
    'a bootloader without an app',
    'no-bootable-app',
    `${esp32Banner}E (98) esp_image: image at 0x10000 has invalid magic byte (nothing flashed here?)\nE (105) boot: Factory app partition is not bootable\nE (107) boot: No bootable app partitions in the partition table\n`,
  ],
  [
    'a bootloader without a partition table',
    'no-bootable-app',
    `${c3Banner}E (35) flash_parts: partition 0 invalid magic number 0xffff\nE (36) boot: Failed to verify partition table\nE (40) boot: load partition table error!\n`,
  ],
  [
    'a supply that breaks down',
    'brown-out',
    `${esp32Banner}${idfStart}\nBrownout detector was triggered\n\nrst:0xc (SW_CPU_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\n`.repeat(
      3,
    ),
  ],
  [
    'an app that crashes again and again',
    'boot-loop',
    `${esp32Banner}${idfStart}Guru Meditation Error: Core  0 panic'ed (LoadProhibited). Exception was unhandled.\nRebooting...\n`.repeat(
      2,
    ) + esp32Banner,
  ],
  ['a board that resets without saying why', 'boot-loop', c3Banner.repeat(4)],
  [
    'BOOT held on an ESP32',
    'download-mode',
    'ets Jul 29 2019 12:21:46\n\nrst:0x1 (POWERON_RESET),boot:0x3 (DOWNLOAD_BOOT(UART0/UART1/SDIO_REI_REO_V2))\nwaiting for download\n',
  ],
  [
    'BOOT held on an ESP32-S3',
    'download-mode',
    'ESP-ROM:esp32s3-20210327\nBuild:Mar 27 2021\nrst:0x1 (POWERON),boot:0x0 (DOWNLOAD(USB/UART0))\nwaiting for download\n',
  ],
  ['GPIO0 low on an ESP8266', 'download-mode', '\r\n ets Jan  8 2013,rst cause:2, boot mode:(1,7)\r\n'],
  ['nothing', 'silent', ''],
  ['a wrong rate', 'garbage', '\u00f8\u0080\u00ff\u0006\u00e0x\u00fe\u0018\u0080\u00f8\u00c0\u0003'],
  ['a floating line', 'garbage', '\u0000\u0000\u0000'],
];

describe('the first words of a board', () => {
  it.each(cases)('%s: %s', (_, verdict, text) => {
    expect(classifyBootText(text)).toBe(verdict);
  });
});
