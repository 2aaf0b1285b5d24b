import { chipIds, flashModes, type ChipId, type FlashMode } from '../model/chip';
import { formatFlashSize } from '../model/flash-size';

/** Null: it says no more than silence does. Undefined: not understood. */
export type CommandValue<T> = T | null | undefined;

const largestOffset = 0xffff_ffff;
const megabitBytes = 0x2_0000;
const leastBaud = 300;
const mostBaud = 8_000_000;

/** An offset as the tools take it: decimal, `0x`, `0o`, `0b`, with `_` between digits; null for anything else. */
export function readOffset(word: string): number | null {
  if (!/^(?:0x[0-9a-f_]{1,16}|0o[0-7_]{1,24}|0b[01_]{1,48}|\d[\d_]{0,16})$/i.test(word)) return null;
  const value = Number(word.replaceAll('_', ''));
  return Number.isInteger(value) && value <= largestOffset ? value : null;
}

export function readChip(word: string): CommandValue<ChipId> {
  const name = word.toLowerCase().replace(/[-_ ]/g, '');
  return name === 'auto' ? null : chipIds.find((known) => known === name);
}

export function readBaud(word: string): CommandValue<number> {
  const baud = readOffset(word);
  return baud !== null && baud >= leastBaud && baud <= mostBaud ? baud : undefined;
}

/** Documentation stands `PORT` there for the reader to replace. */
export function readPort(word: string): CommandValue<string> {
  return /^[(<[{]?port[)>\]}]?$/i.test(word) ? null : word;
}

export function readFlashMode(word: string): CommandValue<FlashMode> {
  const name = word.toLowerCase();
  return name === 'keep' ? null : flashModes.find((known) => known === name);
}

/** `80m`, and espflash's `80mhz`. */
export function readFlashFrequency(word: string): CommandValue<string> {
  if (word.toLowerCase() === 'keep') return null;
  const megahertz = /^(\d{1,3})m(?:hz)?$/i.exec(word)?.[1];
  return megahertz === undefined ? undefined : `${Number(megahertz)}m`;
}

/** `4MB`, and what esptool once called `32m`: megabits. */
export function readFlashSize(word: string): CommandValue<string> {
  if (['keep', 'detect', 'all'].includes(word.toLowerCase())) return null;
  const bytes = /^(\d{1,4})(kb|mb)(-c1)?$/i.exec(word);
  if (bytes) return `${Number(bytes[1])}${bytes[2]?.toUpperCase() ?? ''}${bytes[3]?.toLowerCase() ?? ''}`;
  const megabits = /^(\d{1,4})m(-c1)?$/i.exec(word);
  if (!megabits || Number(megabits[1]) === 0) return undefined;
  return `${formatFlashSize(Number(megabits[1]) * megabitBytes)}${megabits[2]?.toLowerCase() ?? ''}`;
}
