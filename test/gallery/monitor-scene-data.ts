/** What boards print: as they do, with colours and without. */
const esc = '\u001b';

export const bootLines: readonly string[] = [
  'ESP-ROM:esp32c3-api1-20210207',
  'Build:Feb  7 2021',
  'rst:0x1 (POWERON),boot:0xc (SPI_FAST_FLASH_BOOT)',
  'SPIWP:0xee',
  'mode:DIO, clock div:1',
  'load:0x3fcd5820,len:0x1714',
  'entry 0x403cc710',
  `${esc}[0;32mI (24) boot: ESP-IDF v5.4.1 2nd stage bootloader${esc}[0m`,
  `${esc}[0;32mI (24) boot: compile time Nov 21 2026 09:12:44${esc}[0m`,
  `${esc}[0;32mI (31) boot.esp32c3: SPI Speed      : 80MHz${esc}[0m`,
  `${esc}[0;32mI (36) boot.esp32c3: SPI Flash Size : 4MB${esc}[0m`,
  `${esc}[0;32mI (47) boot:  0 nvs              WiFi data        01 02 00009000 00006000${esc}[0m`,
  `${esc}[0;32mI (55) boot:  1 phy_init         RF data          01 01 0000f000 00001000${esc}[0m`,
  `${esc}[0;32mI (62) boot:  2 factory          factory app      00 00 00010000 00100000${esc}[0m`,
  'I (312) cpu_start: Unicore app',
  'I (320) app_init: Project name:     greenhouse',
  'I (331) main_task: Calling app_main()',
];

const words = ['soil', 'air', 'light', 'pump', 'valve'];

/** A firmware that logs, line `index` of it. */
export function loggedLine(index: number): string {
  const at = 400 + index * 12;
  const name = words[index % words.length] ?? '';
  const value = (21 + Math.sin(index / 9) * 4).toFixed(2);
  if (index % 41 === 40)
    return `${esc}[0;31mE (${at}) i2c: ${name} sensor does not answer (0x${(index % 256).toString(16)})${esc}[0m`;
  if (index % 17 === 16) return `W (${at}) wifi: weak signal, rssi=-${70 + (index % 20)}`;
  if (index % 7 === 3) return `D (${at}) mqtt: published greenhouse/${name} ${value}`;
  if (index % 11 === 5) return `V (${at}) httpd: keep-alive of client ${index % 4}`;
  return `I (${at}) ${name}: temperature:${value} humidity:${(55 + Math.cos(index / 13) * 10).toFixed(1)}`;
}

export const logged = (count: number, from = 0): readonly string[] =>
  Array.from({ length: count }, (_, index) => loggedLine(from + index));

/** Colours of every kind, on top of each other, and what must not get through. */
export const colourLines: readonly string[] = [
  ...[30, 31, 32, 33, 34, 35, 36, 37].map(
    (code) =>
      `${esc}[${code}mcolour ${code}${esc}[0m  ${esc}[${code + 60}mbright ${code + 60}${esc}[0m  ${esc}[1;${code}mbold${esc}[0m  ${esc}[${code + 10}mon ${code + 10}${esc}[0m`,
  ),
  `${esc}[38;5;208m256 colours${esc}[0m ${esc}[38;2;120;90;200mtrue colour${esc}[0m ${esc}[4munderlined${esc}[0m ${esc}[7minverse${esc}[0m`,
  `progress 10 %\rprogress 100 %`,
  `a board that tries to clear the screen${esc}[2J${esc}[H and to move up${esc}[5A: it stays in its line`,
  'a line that is much longer than any terminal is wide '.repeat(6),
  'heap: 0x3fca8000 free=182344 largest=110592',
];
