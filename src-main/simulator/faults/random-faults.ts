import { greetingOpcode, opcodes } from '../protocol/opcodes';
import type { Direction, Fault, FrameChoice } from './fault';
import { SeededRandom } from './seeded-random';

export interface RandomFaultOptions {
  readonly count: number;
  /** Commands that may be hit; default: all of them, and a stub's greeting. Also counted over all commands at times. */
  readonly opcodes?: readonly number[];
}

/** The seven disturbances of a frame, one as likely as the other. */
const kinds = ['drop', 'damage', 'duplicate', 'delay', 'silent', 'reset', 'unplug-at'] as const;
/** Which frame of all is hit: most runs are longer. */
const lastOfAll = 120;
/** Which frame of one command is hit: most commands are sent a few times. */
const lastOfCommand = 6;
const longestDelayMs = 6000;
const shortestAwayMs = 200;
const longestAwayMs = 2500;

/** Disturbances drawn at random: the same seed draws the same ones, whatever the machine. */
export function randomFaults(seed: number, options: RandomFaultOptions): readonly Fault[] {
  const random = new SeededRandom(seed);
  const choices = options.opcodes ?? [...Object.values(opcodes), greetingOpcode];
  return Array.from({ length: options.count }, () => drawFault(random, choices));
}

function drawFault(random: SeededRandom, choices: readonly number[]): Fault {
  const type = pick(random, kinds) ?? 'drop';
  const direction: Direction = random.next() < 0.5 ? 'host' : 'chip';
  const frames = drawFrames(random, choices);
  if (type === 'delay') return { type, direction, frames, byMs: between(random, 1, longestDelayMs) };
  if (type === 'unplug-at') {
    const backAfterMs = between(random, shortestAwayMs, longestAwayMs);
    return { type, direction, opcode: frames.opcode, nth: frames.from, backAfterMs, name: null };
  }
  return { type, direction, frames };
}

function drawFrames(random: SeededRandom, choices: readonly number[]): FrameChoice {
  const opcode = random.next() < 0.3 ? null : (pick(random, choices) ?? null);
  return { opcode, from: between(random, 1, opcode === null ? lastOfAll : lastOfCommand), count: 1 };
}

/** Both ends included. */
function between(random: SeededRandom, least: number, most: number): number {
  return least + Math.floor(random.next() * (most - least + 1));
}

function pick<T>(random: SeededRandom, choices: readonly T[]): T | undefined {
  return choices[Math.floor(random.next() * choices.length)];
}
