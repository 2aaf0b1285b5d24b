import { createHash } from 'node:crypto';
import { AppError } from '../../../src-shared/errors/app-error';
import type { RunOptions } from '../engine-context';
import type { ChipSession } from '../loader/chip-session';
import { throwIfAborted } from '../loader/command-channel';
import { canHashFlash, hashFlashExpecting } from './flash-md5';
import { hex } from './hex';
import { canReadByRegisters, hashByRegisters } from './read-by-registers';

interface Region {
  readonly offset: number;
  readonly sizeBytes: number;
}

export interface ErasedComparison {
  readonly comparedBytes: number;
  /** Of the whole region; null where it was compared in parts or not at all. */
  readonly md5: string | null;
}

const nothingCompared: ErasedComparison = { comparedBytes: 0, md5: null };
/** Compared at a time: the work can be cancelled in between, and no digest of FF takes long to compute. */
const sliceBytes = 0x10_0000;
/** After a whole chip, so much at its start and at its end is compared: all of it would take as long again as erasing. */
const sampleBytes = 0x1_0000;
/** Reading by registers is a thousand times slower. */
const sampleByRegistersBytes = 0x400;

/** Compares all of a region with FF by the chip's MD5. Throws `erase-failed` at the first part that differs. */
export async function compareErased(
  session: ChipSession,
  { offset, sizeBytes }: Region,
  run: RunOptions,
): Promise<ErasedComparison> {
  if (!canHashFlash(session) && !canReadByRegisters(session)) return nothingCompared;
  let md5: string | null = null;
  for (let done = 0; done < sizeBytes; done += sliceBytes) {
    throwIfAborted(run.signal);
    const size = Math.min(sliceBytes, sizeBytes - done);
    md5 = await expectErased(session, offset + done, size, run);
  }
  return { comparedBytes: sizeBytes, md5: sizeBytes <= sliceBytes ? md5 : null };
}

/** Compares the first and the last part of a region. */
export async function sampleErased(
  session: ChipSession,
  { offset, sizeBytes }: Region,
  run: RunOptions,
): Promise<ErasedComparison> {
  const sample = canReadByRegisters(session) ? sampleByRegistersBytes : sampleBytes;
  if (sizeBytes <= 2 * sample) return compareErased(session, { offset, sizeBytes }, run);
  const first = await compareErased(session, { offset, sizeBytes: sample }, run);
  const end = offset + sizeBytes;
  const last = await compareErased(session, { offset: end - sample, sizeBytes: sample }, run);
  return { comparedBytes: first.comparedBytes + last.comparedBytes, md5: null };
}

async function expectErased(
  session: ChipSession,
  offset: number,
  sizeBytes: number,
  run: RunOptions,
): Promise<string> {
  const expected = createHash('md5').update(new Uint8Array(sizeBytes).fill(0xff)).digest('hex');
  const actual = canHashFlash(session)
    ? await hashFlashExpecting(session, expected, offset, sizeBytes, run)
    : await hashByRegisters(session, offset, sizeBytes, () => undefined, run);
  if (actual !== expected) throw new AppError('erase-failed', { offset: hex(offset) });
  return actual;
}
