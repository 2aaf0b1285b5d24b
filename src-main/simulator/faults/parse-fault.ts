import { greetingOpcode, opcodes } from '../protocol/opcodes';
import { plainFaults, type Direction, type Fault, type FrameChoice, type PlainFault } from './fault';

/**
 * The text form of faults, in `sim://…?fault=` (as often as wanted) and on the command line. FRAMES is `COMMAND[:N[:COUNT]]`:
 * the Nth frame of that command (default 1), COUNT of them (default 1); `*` is any command, `OHAI` a stub's greeting. SIDE is
 * `host` for what the host sends, `chip` for what it gets. Numbers are decimal or hex with 0x.
 */
export const faultSyntax: readonly { readonly form: string; readonly meaning: string }[] = [
  { form: 'drop:SIDE:FRAMES', meaning: 'the frame is lost' },
  { form: 'damage:SIDE:FRAMES', meaning: 'one bit of the frame flips' },
  { form: 'duplicate:SIDE:FRAMES', meaning: 'the frame arrives twice' },
  { form: 'delay:MS:SIDE:FRAMES', meaning: 'the frame arrives MS later' },
  { form: 'noise:SIDE:PROBABILITY[:SEED]', meaning: 'each byte is damaged with this probability' },
  { form: 'silent:[SIDE:]FRAMES', meaning: 'the chip falls silent until it is reset, instead of the frame' },
  { form: 'reset:[SIDE:]FRAMES', meaning: 'the chip resets instead of hearing or sending the frame' },
  { form: 'brown-out:[SIDE:]FRAMES', meaning: 'the supply breaks down when the frame arrives or is sent' },
  {
    form: 'unplug:BYTES[:MS[:NAME]]',
    meaning: 'the cable is pulled after BYTES from the host, put back after MS',
  },
  { form: 'unplug-read:BYTES[:MS[:NAME]]', meaning: 'the same after BYTES from the chip' },
  {
    form: 'unplug-at:SIDE:COMMAND[:N[:MS[:NAME]]]',
    meaning: 'the same at the Nth frame of COMMAND, which is lost',
  },
  { form: 'erase-refused[:OFFSET]', meaning: 'the sector at OFFSET, or every one, is not erased' },
  { form: 'stuck-bit:OFFSET:BIT:VALUE', meaning: 'a bit of the flash keeps its value' },
  { form: 'crystal:MHZ', meaning: 'the chip talks and hears at the rate that this crystal gives' },
  { form: 'chatter:BAUD', meaning: 'other firmware talks at this rate, again and again' },
  ...Object.entries(plainFaults).map(([form, meaning]) => ({ form, meaning })),
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
    case 'brown-out':
      return chipFault(type, parts);
    case 'unplug':
    case 'unplug-read':
      return unplug(type, parts);
    case 'unplug-at':
      return unplugAt(parts);
    case 'erase-refused':
      return eraseRefused(parts);
    case 'stuck-bit':
      return stuckBit(parts);
    case 'crystal':
      return oneNumber(parts, (mhz) => ({ type, mhz }));
    case 'chatter':
      return oneNumber(parts, (baud) => ({ type, baud }));
    default:
      return isPlain(type) && parts.length === 0 ? { type } : null;
  }
}

const isPlain = (type: string): type is PlainFault => Object.hasOwn(plainFaults, type);

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

/** The side may be left out: then it is the host's. */
function chipFault(type: 'silent' | 'reset' | 'brown-out', parts: string[]): Fault | null {
  const direction = parseDirection(parts[0]);
  const frames = parseFrames(direction ? parts.slice(1) : parts);
  return frames && { type, frames, ...(direction ? { direction } : {}) };
}

function unplug(type: 'unplug' | 'unplug-read', [bytes, ...rest]: string[]): Fault | null {
  const afterBytes = parseNumber(bytes);
  const back = parseReturn(rest);
  return afterBytes === null || !back ? null : { type, afterBytes, ...back };
}

function unplugAt([side, command, nthText = '1', ...rest]: string[]): Fault | null {
  const direction = parseDirection(side);
  const opcode = parseCommand(command);
  const nth = parseNumber(nthText);
  const back = parseReturn(rest);
  if (!direction || opcode === undefined || nth === null || nth < 1 || !back) return null;
  return { type: 'unplug-at', direction, opcode, nth, ...back };
}

function parseReturn([back, name, ...rest]: string[]): {
  backAfterMs: number | null;
  name: string | null;
} | null {
  const backAfterMs = back === undefined ? null : parseNumber(back);
  if ((back !== undefined && backAfterMs === null) || rest.length > 0) return null;
  return { backAfterMs, name: name ?? null };
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

function oneNumber([text, ...rest]: string[], make: (value: number) => Fault): Fault | null {
  const value = parseNumber(text);
  return value === null || value === 0 || rest.length > 0 ? null : make(value);
}

function parseDirection(text: string | undefined): Direction | null {
  return text === 'host' || text === 'chip' ? text : null;
}

function parseFrames([command, nth = '1', howMany = '1', ...rest]: string[]): FrameChoice | null {
  const opcode = parseCommand(command);
  const from = parseNumber(nth);
  const count = parseNumber(howMany);
  if (opcode === undefined || from === null || from < 1 || count === null || count < 1 || rest.length > 0)
    return null;
  return { opcode, from, count };
}

/** Null for any command, undefined where the name is none. */
function parseCommand(text: string | undefined): number | null | undefined {
  if (text === '*') return null;
  const name = text?.toUpperCase();
  if (name === 'OHAI') return greetingOpcode;
  return Object.entries(opcodes).find(([known]) => known === name)?.[1];
}

function parseNumber(text: string | undefined): number | null {
  return text !== undefined && /^(\d+|0x[0-9a-f]+)$/i.test(text) ? Number(text) : null;
}
