import { parseLogLine } from '../../../../src-shared/monitor/parse-log-line';
import { stripEscapes } from '../../../../src-shared/monitor/strip-escapes';

/** A number that a line tells. */
export interface NamedNumber {
  /** The tag of the log line that it stands in; empty where it has none. */
  readonly tag: string;
  /** Its key, or the number of its column, counted from 1. */
  readonly name: string;
  readonly value: number;
}

/** More of a line is not looked at. */
const longestLine = 512;
const mostNumbers = 16;

/**
 * A key, `:` or `=`, a number, and perhaps a unit. No number: hexadecimal, numbers with leading zeros, and parts of times, dates,
 * addresses and versions. Each repetition is bounded, so that the time grows with the text only.
 */
const pair =
  /(?:^|[\s,;|({["'])([A-Za-z_][\w./-]{0,31}) {0,6}["']?\s{0,2}[:=]\s{0,6}["']?([+-]?(?:(?!0\d)\d{1,15}(?:\.\d{1,15})?|\.\d{1,15})(?:[eE][+-]?\d{1,3})?)(?![\d_]|\.\d|[/-]\d|:[\da-f]|[A-Za-z%°µ]{6}|[A-Za-z]{1,5}\d|[xX][\da-fA-F])/g;
const wholeNumber = /^[+-]?(?:(?!0\d)\d{1,15}(?:\.\d{0,15})?|\.\d{1,15})(?:[eE][+-]?\d{1,3})?$/;

/** What the chips' ROM says at each start is no measurement. */
const romText =
  /^(?:rst|load|mode|entry|clk_drv|configsip|SPIWP|csum|tail|chksum|ets |ESP-ROM|Build|Saved PC|SHA-256)/;
/** Nor is what the bootloader and the start-up code say. */
const startUpTags =
  /^(?:boot(?:\..*)?|esp_image|bootloader_\w+|cpu_start|app_init|app_start|heap_init|efuse_init|spi_flash|phy_init|wifi_init|wifi|coexist|sleep_\w+|main_task|clk|rtc|psram|esp_psram|opi psram|quad_psram|flash_parts|pp|net80211)$/;

/** The numbers of a line that can be drawn: `key: value`, `key=value`, or columns of nothing but numbers. */
export function parseNumbers(text: string): readonly NamedNumber[] {
  const plain = stripEscapes(text.slice(0, longestLine)).trim();
  if (!/\d/.test(plain) || romText.test(plain)) return [];
  const log = parseLogLine(plain);
  if (log !== null && startUpTags.test(log.tag)) return [];
  const tag = log?.tag ?? '';
  const message = log === null ? plain : logMessage(plain);
  const columns = parseColumns(message);
  return (columns.length > 0 ? columns : parsePairs(message)).map((number) => ({ tag, ...number }));
}

/** What stands behind the prefix of a log line. */
function logMessage(plain: string): string {
  if (!plain.startsWith('[')) return plain.slice(plain.indexOf(':', plain.indexOf(')')) + 1).trim();
  // Arduino: `[  1234][I][file.cpp:12] function(): message`.
  const brackets = plain.indexOf(']', plain.indexOf(']', plain.indexOf(']') + 1) + 1);
  return plain
    .slice(brackets + 1)
    .replace(/^ ?\w{1,64}\(\): ?/, '')
    .trim();
}

function parseColumns(message: string): readonly Omit<NamedNumber, 'tag'>[] {
  const separator = /[,;\t]/.exec(message)?.[0] ?? ' ';
  const cells = message.split(separator).map((cell) => cell.trim());
  const filled = separator === ' ' || cells.at(-1) === '' ? cells.filter((cell) => cell !== '') : cells;
  if (filled.length > mostNumbers || !filled.every((cell) => wholeNumber.test(cell))) return [];
  return filled.map((cell, index) => ({ name: String(index + 1), value: Number(cell) }));
}

function parsePairs(message: string): readonly Omit<NamedNumber, 'tag'>[] {
  const numbers = new Map<string, number>();
  for (const [, name = '', digits = ''] of message.matchAll(pair)) {
    if (numbers.size === mostNumbers) break;
    const value = Number(digits);
    if (Number.isFinite(value) && !numbers.has(name)) numbers.set(name, value);
  }
  return [...numbers].map(([name, value]) => ({ name, value }));
}
