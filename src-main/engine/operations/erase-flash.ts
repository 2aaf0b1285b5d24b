import { createHash } from 'node:crypto';
import { AppError } from '../../../src-shared/errors/app-error';
import type { RunOptions } from '../engine-context';
import { flashBlockBytesFor } from '../loader/block-sizes';
import type { ChipSession } from '../loader/chip-session';
import { hasQuirk } from '../loader/command-support';
import { encodeEraseRegion, encodeFlashBegin } from '../protocol/commands';
import { opcodes } from '../protocol/opcodes';
import { eraseTimeoutMs, timeouts } from '../protocol/timeouts';
import { prepareRange } from './attach-flash';
import { eraseSizeForEsp8266Rom, flashSectorBytes } from './flash-geometry';
import { canHashFlash, hashFlashExpecting } from './flash-md5';
import { hex } from './hex';
import { readSecurity, refuseSecured } from './security';

export interface FlashRegion {
  /** Both in bytes and whole sectors. */
  readonly offset: number;
  readonly sizeBytes: number;
}

/** After a whole chip, so much at its start and at its end is compared: reading all of it would take longer than erasing. */
const sampleBytes = 0x1_0000;

/**
 * Erases the whole flash. Throws `security-refused` on a secured board, which would not boot again, and `erase-failed`.
 * A ROM needs the flash's size: `flash-size-unknown`.
 */
export async function eraseFlash(session: ChipSession, run: RunOptions = {}): Promise<void> {
  refuseSecured(await readSecurity(session, run));
  const flash = await prepareRange(session, { name: 'flash', offset: 0, sizeBytes: 0 }, run);
  await eraseChip(session, flash.sizeBytes, run);
}

/** Erases whole sectors. Throws `offset-misaligned`, `past-end-of-flash`, `security-refused`, `erase-failed`. */
export async function eraseRegion(
  session: ChipSession,
  region: FlashRegion,
  run: RunOptions = {},
): Promise<void> {
  for (const value of [region.offset, region.sizeBytes]) {
    if (value % flashSectorBytes !== 0 || value < 0)
      throw new AppError('offset-misaligned', { name: 'region', offset: hex(value) });
  }
  if (region.sizeBytes === 0) return;
  refuseSecured(await readSecurity(session, run));
  await prepareRange(session, { name: 'region', ...region }, run);
  run.onProgress?.({ type: 'stage', stage: 'erase' });
  report(run, 0, region.sizeBytes);
  await eraseSectors(session, region, run);
  await expectErased(session, region, run);
  report(run, region.sizeBytes, region.sizeBytes);
}

/** Erases a flash that is attached and whose size is announced; without looking at the board's security. */
export async function eraseChip(
  session: ChipSession,
  flashSizeBytes: number | null,
  run: RunOptions,
): Promise<void> {
  run.onProgress?.({ type: 'stage', stage: 'erase' });
  const total = flashSizeBytes ?? 0;
  report(run, 0, total);
  if (session.loader === 'stub') {
    const timeoutMs = Math.max(timeouts.eraseChipMs, eraseTimeoutMs(total));
    await session.command(opcodes.ERASE_FLASH, new Uint8Array(0), { timeoutMs, signal: run.signal });
  } else {
    if (flashSizeBytes === null) throw new AppError('flash-size-unknown', { id: 'not readable' });
    await eraseSectors(session, { offset: 0, sizeBytes: flashSizeBytes }, run);
  }
  await expectErased(session, { offset: 0, sizeBytes: sampleBytes }, run);
  if (total > sampleBytes)
    await expectErased(session, { offset: total - sampleBytes, sizeBytes: sampleBytes }, run);
  report(run, total, total);
}

/** The ROMs have no command for erasing, but FLASH_BEGIN erases, and nobody has to send it data. */
async function eraseSectors(
  session: ChipSession,
  { offset, sizeBytes }: FlashRegion,
  run: RunOptions,
): Promise<void> {
  const options = { timeoutMs: eraseTimeoutMs(sizeBytes), signal: run.signal };
  const { chip, loader } = session;
  if (loader === 'stub') {
    await session.command(opcodes.ERASE_REGION, encodeEraseRegion(offset, sizeBytes), options);
    return;
  }
  const asked = hasQuirk(chip, 'rom-erase-size-bug')
    ? eraseSizeForEsp8266Rom(offset, sizeBytes)
    : { sizeBytes, exact: true };
  // One sector more would be somebody's data.
  if (!asked.exact) throw new AppError('command-unsupported', { chip: chip.name, command: 'ERASE_REGION' });
  const body = encodeFlashBegin({
    sizeBytes: asked.sizeBytes,
    blockCount: 0,
    blockBytes: flashBlockBytesFor(session),
    offset,
    encrypted: hasQuirk(chip, 'rom-encrypted-write') ? false : null,
  });
  await session.command(opcodes.FLASH_BEGIN, body, options);
}

/** Throws `erase-failed` when the chip's MD5 is not that of FF. Where the loader cannot hash, nothing is said. */
async function expectErased(
  session: ChipSession,
  { offset, sizeBytes }: FlashRegion,
  run: RunOptions,
): Promise<void> {
  if (!canHashFlash(session)) return;
  const expected = md5OfErased(sizeBytes);
  const actual = await hashFlashExpecting(session, expected, offset, sizeBytes, run);
  if (actual !== expected) throw new AppError('erase-failed', { offset: hex(offset) });
}

function md5OfErased(sizeBytes: number): string {
  const hash = createHash('md5');
  const chunk = new Uint8Array(sampleBytes).fill(0xff);
  for (let rest = sizeBytes; rest > 0; rest -= sampleBytes)
    hash.update(rest >= sampleBytes ? chunk : chunk.subarray(0, rest));
  return hash.digest('hex');
}

function report({ onProgress }: RunOptions, done: number, total: number): void {
  onProgress?.({ type: 'bytes', stage: 'erase', segment: null, done, total });
}
