import { getHeapStatistics } from 'node:v8';
import { it } from 'vitest';
import { AppError } from '../../src-shared/errors/app-error';
import type { ErrorCode } from '../../src-shared/errors/error-texts';
import { Mutator } from '../support/mutate';
import { isThorough } from '../support/thorough';

export interface FuzzCase {
  readonly name: string;
  /** Small real inputs (1–8 KiB): what is fed is made of them. */
  readonly seeds: readonly Uint8Array[];
  /** May answer or throw an AppError; anything else is a fault. */
  readonly parse: (bytes: Uint8Array) => unknown;
  /** What it may refuse with; any code where this is left out. */
  readonly codes?: readonly ErrorCode[];
  readonly inputs?: number;
}

export interface FuzzFigures {
  readonly inputs: number;
  readonly accepted: number;
  readonly refused: number;
  readonly longestInputBytes: number;
  readonly longestParseMs: number;
  /** The most that a single parse took, so far as the collector let it be seen. */
  readonly mostAllocatedBytes: number;
  /** The highest level of the whole run above its beginning. */
  readonly heapGrowthBytes: number;
}

/** The same inputs every time: a tenth of them finds what a change has broken; `npm run thorough` feeds all. */
const usualInputs = isThorough ? 100_000 : 10_000;
const randomSeed = 0x4b69_6c6e;
/** Far above what inputs of some kilobytes need, and far below what a length of 32 bits asks for. */
const mostAllocatedBytes = 256 * 1024 * 1024;
const mostGrowthBytes = 1024 * 1024 * 1024;
const mostMessageCharacters = 2000;
/** A parse that hangs is ended by this; time is not judged otherwise. */
const timeoutMs = 600_000;

/**
 * Declares a test that feeds thousands of changed copies of the seeds to a parser and prints what came of it. A fault names the
 * input that it happened with, in hex, so that it can become a test of its own.
 */
export function fuzzParser(fuzzed: FuzzCase): void {
  it(
    `${fuzzed.name} survive whatever they are fed`,
    async () => console.log(describeFigures(fuzzed.name, await runFuzz(fuzzed))),
    timeoutMs,
  );
}

/** Rejects at the first fault: not an AppError, a text out of proportion, memory out of proportion. */
export async function runFuzz(fuzzed: FuzzCase): Promise<FuzzFigures> {
  const { name, seeds, inputs = usualInputs } = fuzzed;
  const mutator = new Mutator(seeds, randomSeed);
  const startBytes = heapBytes();
  const figures = { accepted: 0, refused: 0, longestInputBytes: 0, longestParseMs: 0 };
  let allocatedBytes = 0;
  let heapGrowthBytes = 0;
  for (let input = 0; input < inputs; input++) {
    const bytes = mutator.next();
    const before = heapBytes();
    const startMs = performance.now();
    if (await accepts(fuzzed, bytes)) figures.accepted++;
    else figures.refused++;
    figures.longestParseMs = Math.max(figures.longestParseMs, performance.now() - startMs);
    figures.longestInputBytes = Math.max(figures.longestInputBytes, bytes.length);
    const after = heapBytes();
    heapGrowthBytes = Math.max(heapGrowthBytes, after - startBytes);
    allocatedBytes = Math.max(allocatedBytes, after - before);
    if (after - before > mostAllocatedBytes) throw fault(name, bytes, `took ${inMebi(after - before)}`);
    if (after - startBytes > mostGrowthBytes) throw fault(name, bytes, `grew to ${inMebi(after)}`);
  }
  return { inputs, ...figures, mostAllocatedBytes: allocatedBytes, heapGrowthBytes };
}

async function accepts({ name, parse, codes }: FuzzCase, bytes: Uint8Array): Promise<boolean> {
  try {
    const result = parse(bytes);
    // Waiting costs more than most parsers.
    if (result instanceof Promise) await result;
    return true;
  } catch (error) {
    if (!(error instanceof AppError)) throw fault(name, bytes, `threw ${String(error)}`, error);
    if (error.code === 'internal' || codes?.includes(error.code) === false)
      throw fault(name, bytes, `was refused with ${error.code}`, error);
    if (error.message.length > mostMessageCharacters)
      throw fault(name, bytes, 'was refused at length', error);
    return false;
  }
}

function fault(name: string, bytes: Uint8Array, what: string, cause?: unknown): Error {
  const hex = Buffer.from(bytes).toString('hex');
  return new Error(`${name} ${what} on ${bytes.length} bytes: ${hex}`, { cause });
}

/** Objects and buffers. */
function heapBytes(): number {
  const { used_heap_size: objects, external_memory: buffers } = getHeapStatistics();
  return objects + buffers;
}

function describeFigures(name: string, figures: FuzzFigures): string {
  return [
    `fuzz ${name}: ${figures.inputs} inputs, ${figures.accepted} accepted, ${figures.refused} refused`,
    `longest input ${figures.longestInputBytes} bytes, longest parse ${figures.longestParseMs.toFixed(1)} ms`,
    `most for one ${inMebi(figures.mostAllocatedBytes)}, heap growth ${inMebi(figures.heapGrowthBytes)}`,
  ].join('; ');
}

function inMebi(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
