import type { LogLevel } from '../model/monitor';

export interface LogPrefix {
  readonly level: LogLevel;
  readonly tag: string;
  /** Ms or ticks since the board's start, or its time of day, as printed. */
  readonly time: string;
}

/** `I (123) tag: message`; ESP-IDF 5.5 can leave the time out or print it as a time of day. @source ESP-IDF, "Logging library", log formatting */
const prefix = /^([EWIDV]) \(([^)]{1,32})\) ([^:]{1,64}): ?/;
/** Arduino-ESP32: `[  1234][E][file.cpp:12] function(): message`. @source arduino-esp32, esp32-hal-log.h */
const arduino = /^\[ *(\d+)\]\[([EWIDV])\]\[([^\]]{1,64}?)(?::\d+)?\]/;

/** What a line without escape sequences begins with; null where it is no line of a log. */
export function parseLogLine(text: string): LogPrefix | null {
  const idf = prefix.exec(text);
  if (idf !== null) return { level: idf[1] as LogLevel, time: idf[2] ?? '', tag: (idf[3] ?? '').trim() };
  const ino = arduino.exec(text);
  if (ino !== null) return { level: ino[2] as LogLevel, time: ino[1] ?? '', tag: (ino[3] ?? '').trim() };
  return null;
}
