/** Starts of healthy boards, as their logs have them. @source ESP-IDF and ESP8266 documentation, boot logs */
export const esp32Boot = `ets Jul 29 2019 12:21:46

rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)
configsip: 0, SPIWP:0xee
clk_drv:0x00,q_drv:0x00,d_drv:0x00,cs0_drv:0x00,hd_drv:0x00,wp_drv:0x00
mode:DIO, clock div:2
load:0x3fff0030,len:1184
load:0x40078000,len:13232
entry 0x40080608
`;

export const c3Boot = `ESP-ROM:esp32c3-api1-20210207
Build:Feb  7 2021
rst:0x1 (POWERON),boot:0xc (SPI_FAST_FLASH_BOOT)
SPIWP:0xee
mode:DIO, clock div:1
load:0x3fcd5820,len:0x1738
load:0x403cc710,len:0xacc
entry 0x403cc710
`;

export const esp8266Boot = `
 ets Jan  8 2013,rst cause:2, boot mode:(3,6)

load 0x4010f000, len 3460, room 16
tail 4
chksum 0xcc
load 0x3fff20b8, len 40, room 4
tail 4
chksum 0xc9
csum 0xc9
v00041fb0
~ld
`;

/** The second stage and the app, with the colours of ESP-IDF. */
export const idfStart = `\u001b[0;32mI (31) boot: ESP-IDF v5.1.2 2nd stage bootloader\u001b[0m
\u001b[0;32mI (60) boot: Partition Table:\u001b[0m
\u001b[0;32mI (63) boot: ## Label            Usage          Type ST Offset   Length\u001b[0m
\u001b[0;32mI (70) boot:  0 nvs              WiFi data        01 02 00009000 00006000\u001b[0m
\u001b[0;32mI (85) boot: End of partition table\u001b[0m
\u001b[0;32mI (90) esp_image: segment 0: paddr=00010020 vaddr=3c020020 size=0836ch ( 33644) map\u001b[0m
\u001b[0;32mI (189) boot: Loaded app from partition at offset 0x10000\u001b[0m
\u001b[0;32mI (190) boot: Disabling RNG early entropy source...\u001b[0m
\u001b[0;32mI (201) cpu_start: Unicore app\u001b[0m
\u001b[0;32mI (214) app_init: Application information:\u001b[0m
\u001b[0;32mI (216) app_init: Project name:     thermostat\u001b[0m
\u001b[0;32mI (221) app_init: App version:      1.4.2\u001b[0m
\u001b[0;32mI (226) app_init: Compile time:     Nov 20 2026 11:02:13\u001b[0m
\u001b[0;32mI (232) app_init: ELF file SHA256:  5f0c1e9d3...\u001b[0m
\u001b[0;32mI (237) app_init: ESP-IDF:          v5.1.2\u001b[0m
\u001b[0;32mI (242) efuse_init: Min chip rev:     v0.3\u001b[0m
\u001b[0;32mI (247) efuse_init: Chip rev:         v0.4\u001b[0m
\u001b[0;32mI (252) heap_init: Initializing. RAM available for dynamic allocation:\u001b[0m
\u001b[0;32mI (259) heap_init: At 3FC8CE40 len 000331C0 (204 KiB): RAM\u001b[0m
\u001b[0;32mI (285) spi_flash: detected chip: generic\u001b[0m
\u001b[0;32mI (289) spi_flash: flash io: dio\u001b[0m
\u001b[0;32mI (300) main_task: Started on CPU0\u001b[0m
\u001b[0;32mI (310) main_task: Calling app_main()\u001b[0m
Hello world!
`;
