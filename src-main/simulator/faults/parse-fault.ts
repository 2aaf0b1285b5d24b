import { opcodes } from '../protocol/opcodes';
import type { Direction, Fault, FrameChoice } from './fault';

/**
 * The text form of faults, in `sim://…?fault=` (as often as wanted) and on the command line. FRAMES is `COMMAND[:N[:COUNT]]`:
 * the Nth frame of that command (default 1), COUNT of them (default 1); `*` is any command. SIDE is `host` for what the host
 * sends, `chip` for what it gets. Numbers are decimal or hex with 0x.
 */
export const faultSyntax: readonly { readonly form: string; readonly meaning: string }[] = [
  { form: 'drop:SIDE:FRAMES', meaning: 'the frame is lost' },
  { form: 'damage:SIDE:FRAMES', meaning: 'one bit of the frame flips' },
  { form: 'duplicate:SIDE:FRAMES', meaning: 'the frame arrives twice' },
  { form: 'delay:MS:SIDE:FRAMES', meaning: 'the frame arrives MS later' },
  { form: 'noise:SIDE:PROBABILITY[:SEED]', meaning: 'each byte is damaged with this probability' },
  { form: 'silent:FRAMES', meaning: 'the chip falls silent until it is reset' },
  { form: 'reset:FRAMES', meaning: 'the chip resets when the frame arrives' },
  { form: 'brown-out:FRAMES', meaning: 'the supply breaks down when the frame arrives' },
  {
    form: 'unplug:BYTES[:MS[:NAME]]',
    meaning: 'the cable is pulled after BYTES from the host, put back after MS',
  },
  { form: 'erase-refused[:OFFSET]', meaning: 'the sector at OFFSET, or every one, is not erased' },
  { form: 'stuck-bit:OFFSET:BIT:VALUE', meaning: 'a bit of the flash keeps its value' },
  { form: 'write-protected', meaning: 'the flash ignores erasing and programming' },
  { form: 'busy', meaning: 'another program holds the port' },
];

/** Null where the text is not one of `faultSyntax`. */
export function parseFault(text: string): Fault | null {
  const [type = '', ...parts] = text.split(':');
  switch (type) {
    case 'drop':
    case 'damage':
    case 'duplicate':
      return frameFault(type, parts);
    case 'delay':
      return delay(parts);
    case 'noise':
      return noise(parts);
    case 'silent':
    case 'reset':
    case 'brown-out': {
      const frames = parseFrames(parts);
      return frames && { type, frames };
    }
    case 'unplug':
      return unplug(parts);
    case 'erase-refused':
      return eraseRefused(parts);
    case 'stuck-bit':
      return stuckBit(parts);
    case 'write-protected':
    case 'busy':
      return parts.length === 0 ? { type } : null;
    default:
      return null;
  }
}

function frameFault(type: 'drop' | 'damage' | 'duplicate', [side, ...rest]: string[]): Fault | null {
  const direction = parseDirection(side);
  const frames = parseFrames(rest);
  return direction && frames && { type, direction, frames };
}

function delay([by, side, ...rest]: string[]): Fault | null {
  const byMs = parseNumber(by);
  const direction = parseDirection(side);
  const frames = parseFrames(rest);
  return byMs !== null && direction && frames ? { type: 'delay', direction, frames, byMs } : null;
}

function noise([side, chance, seedText = '1', ...rest]: string[]): Fault | null {
  const direction = parseDirection(side);
  const probability = Number(chance);
  const seed = parseNumber(seedText);
  const isProbability = chance !== '' && probability > 0 && probability <= 1;
  if (!direction || !isProbability || seed === null || rest.length > 0) return null;
  return { type: 'noise', direction, probability, seed };
}

function unplug([bytes, back, name, ...rest]: string[]): Fault | null {
  const afterBytes = parseNumber(bytes);
  const backAfterMs = back === undefined ? null : parseNumber(back);
  if (afterBytes === null || (back !== undefined && backAfterMs === null) || rest.length > 0) return null;
  return { type: 'unplug', afterBytes, backAfterMs, name: name ?? null };
}

function eraseRefused([at, ...rest]: string[]): Fault | null {
  const offset = at === undefined ? null : parseNumber(at);
  if ((at !== undefined && offset === null) || rest.length > 0) return null;
  return { type: 'erase-refused', offset };
}

function stuckBit([at, which, level, ...rest]: string[]): Fault | null {
  const offset = parseNumber(at);
  const bit = parseNumber(which);
  const value = parseNumber(level);
  if (offset === null || bit === null || bit > 7 || rest.length > 0) return null;
  return value === 0 || value === 1 ? { type: 'stuck-bit', offset, bit, value } : null;
}

function parseDirection(text: string | undefined): Direction | null {
  return text === 'host' || text === 'chip' ? text : null;
}

function parseFrames([command, nth = '1', howMany = '1', ...rest]: string[]): FrameChoice | null {
  const from = parseNumber(nth);
  const count = parseNumber(howMany);
  if (command === undefined || from === null || from < 1 || count === null || count < 1 || rest.length > 0)
    return null;
  if (command === '*') return { opcode: null, from, count };
  const known = Object.entries(opcodes).find(([name]) => name === command.toUpperCase());
  return known ? { opcode: known[1], from, count } : null;
}

function parseNumber(text: string | undefined): number | null {
  return text !== undefined && /^(\d+|0x[0-9a-f]+)$/i.test(text) ? Number(text) : null;
}
