import { AppError, toAppError } from '../../../src-shared/errors/app-error';
import type { RunOptions } from '../engine-context';
import { agreedDespiteFaults } from '../loader/agreed';
import type { ChipSession } from '../loader/chip-session';
import { throwIfAborted } from '../loader/command-channel';
import { encodeWords } from '../protocol/words';
import type { MemoryReadRequest, MemoryWrite } from '../requests';
import { hex } from './hex';

const wordBytes = 4;
const addressSpaceBytes = 0x1_0000_0000;

/**
 * One word (u32) of the chip's address space, read until two answers agree; a register that counts gives the last of them, with the
 * notice `register-changes`. `memory-misaligned` where it does not start at a multiple of four.
 */
export async function readMemory(
  session: ChipSession,
  address: number,
  run: RunOptions = {},
): Promise<number> {
  assertWordAddress(address);
  let last = 0;
  const look = async (): Promise<number> => {
    last = (await session.readRegister(address, run.signal)) >>> 0;
    return last;
  };
  try {
    return await agreedDespiteFaults(session, look, run);
  } catch (error) {
    if (toAppError(error).code !== 'reading-unstable') throw error;
    run.onProgress?.({ type: 'notice', code: 'register-changes', context: { address: hex(address) } });
    return last;
  }
}

/** What a word reads as after it was written. */
export interface MemoryWritten {
  readonly value: number;
  /** The bits of the mask are as asked for. A register may well read otherwise; RAM may not. */
  readonly asAsked: boolean;
}

/**
 * Sets the bits of `mask` in one word and reads it back. Not repeated after a line fault: writing twice may do twice what
 * the register does.
 */
export async function writeMemory(
  session: ChipSession,
  { address, value, mask = 0xffff_ffff }: MemoryWrite,
  run: RunOptions = {},
): Promise<MemoryWritten> {
  assertWordAddress(address);
  await session.writeRegister(address, value >>> 0, { mask: mask >>> 0, signal: run.signal });
  const found = await readMemory(session, address, run);
  return { value: found, asAsked: ((found ^ value) & mask) === 0 };
}

/** Hands on a stretch of the address space, word by word. The ends need not be those of words. */
export async function dumpMemory(
  session: ChipSession,
  { address, sizeBytes, onBytes }: MemoryReadRequest,
  run: RunOptions = {},
): Promise<void> {
  const end = address + sizeBytes;
  if (address < 0 || end > addressSpaceBytes)
    throw new AppError('memory-misaligned', { address: hex(address < 0 ? address : end) });
  run.onProgress?.({ type: 'stage', stage: 'read' });
  const report = (done: number): void =>
    run.onProgress?.({ type: 'bytes', stage: 'read', segment: null, done, total: sizeBytes });
  report(0);
  for (let at = address - (address % wordBytes); at < end; at += wordBytes) {
    throwIfAborted(run.signal);
    const word = encodeWords(await readMemory(session, at, run));
    onBytes(word.subarray(Math.max(0, address - at), Math.min(wordBytes, end - at)));
    report(Math.min(end, at + wordBytes) - address);
  }
}

function assertWordAddress(address: number): void {
  if (Number.isInteger(address) && address >= 0 && address < addressSpaceBytes && address % wordBytes === 0)
    return;
  throw new AppError('memory-misaligned', { address: hex(address) });
}
