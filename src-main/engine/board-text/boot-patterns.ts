/**
 * What ROMs and bootloaders print, one pattern for each fact: for whole texts and for single lines alike.
 * @source boot logs of ROMs and ESP-IDF bootloaders, ESP8266 to ESP32-P4; ESP-IDF components bootloader_support and esp_system
 */
export const bootPatterns = {
  brownOut: /brownout detector was triggered/i,
  invalidHeader: /invalid header: ?(0x[0-9a-f]{1,8})?/i,
  flashReadError: /flash read err/i,
  /** Sums of one byte, of the ROM and of the bootloader. */
  checksumError: /\bcsum err|checksum failed|checksum error/i,
  digestMismatch: /image hash failed|sha-?256 comparison failed/i,
  noPartitionTable:
    /load partition table error|failed to verify partition table|partition \d+ invalid magic number/i,
  noBootableApp: /no bootable app|partition is not bootable/i,
  /** The ROM gives up: what the ESP8266's says last, whatever was wrong. */
  romGaveUp: /\bets_main\.c/i,
} as const satisfies Readonly<Record<string, RegExp>>;
