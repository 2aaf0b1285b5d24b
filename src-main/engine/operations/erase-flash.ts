import { AppError } from '../../../src-shared/errors/app-error';
import type { RunOptions } from '../engine-context';
import { flashBlockBytesFor } from '../loader/block-sizes';
import type { ChipSession } from '../loader/chip-session';
import { hasQuirk } from '../loader/command-support';
import { encodeEraseRegion, encodeFlashBegin } from '../protocol/commands';
import { opcodes } from '../protocol/opcodes';
import { eraseTimeoutMs, timeouts } from '../protocol/timeouts';
import type { EraseFlashRequest, EraseRegionRequest, FlashAccess } from '../requests';
import { findFlash, prepareRange, setFlashSize, sizeThatHolds } from './attach-flash';
import { compareErased, sampleErased } from './compare-erased';
import { eraseSizeForEsp8266Rom, flashSectorBytes } from './flash-geometry';
import { assertInReach, flashReach } from './flash-reach';
import { hex } from './hex';
import { repeatOnLineFault } from '../loader/repeat-on-line-fault';
import { readSecurity, refuseSecured } from './security';

export interface FlashRegion {
  /** Both in bytes and whole sectors. */
  readonly offset: number;
  readonly sizeBytes: number;
}

export interface EraseResult {
  /** Null where the size of the flash is not known. */
  readonly sizeBytes: number | null;
  /** Of these it was compared that they are FF; 0 where the loader does not let us look. */
  readonly comparedBytes: number;
  /** MD5 of the region as read back from the chip, hex; null unless all of it was compared at once. */
  readonly md5: string | null;
}

/**
 * Erases the whole flash. Throws `security-refused` on a secured board, which would not boot again, `erase-failed`, and
 * `flash-size-unknown`, `flash-too-large` where the loader erases region by region: a ROM.
 */
export async function eraseFlash(
  session: ChipSession,
  request: EraseFlashRequest = {},
  run: RunOptions = {},
): Promise<EraseResult> {
  await refuseUnlessForced(session, request, run);
  const flash = await findFlash(session, request, run);
  if (session.loader === 'rom' && flash.sizeBytes !== null) assertInReach(session, 'flash', flash.sizeBytes);
  await setFlashSize(session, flash.sizeBytes ?? sizeThatHolds(0), run);
  return eraseChip(session, flash.sizeBytes, request.verifyAll ?? false, run);
}

/**
 * Erases whole sectors and compares all of them. Throws `offset-misaligned`, `past-end-of-flash`, `flash-too-large`,
 * `security-refused`, `erase-failed`.
 */
export async function eraseRegion(
  session: ChipSession,
  request: EraseRegionRequest,
  run: RunOptions = {},
): Promise<EraseResult> {
  const { offset, sizeBytes } = request;
  for (const value of [offset, sizeBytes]) {
    if (value % flashSectorBytes !== 0 || value < 0)
      throw new AppError('offset-misaligned', { name: 'region', offset: hex(value) });
  }
  if (sizeBytes === 0) return { sizeBytes, comparedBytes: 0, md5: null };
  await refuseUnlessForced(session, request, run);
  await prepareRange(session, { name: 'region', offset, sizeBytes }, request, run);
  run.onProgress?.({ type: 'stage', stage: 'erase' });
  report(run, 0, sizeBytes);
  // Repeating is safe: what is erased stays so.
  await repeatOnLineFault(session, () => eraseSectors(session, { offset, sizeBytes }, run), run);
  const compared = await compareErased(session, { offset, sizeBytes }, run);
  report(run, sizeBytes, sizeBytes);
  return { sizeBytes, ...compared };
}

async function refuseUnlessForced(
  session: ChipSession,
  { force = false }: FlashAccess & { readonly force?: boolean },
  run: RunOptions,
): Promise<void> {
  if (!force) refuseSecured(await readSecurity(session, run));
}

/** Erases a flash that is attached and whose size is announced; without looking at the board's security. */
export async function eraseChip(
  session: ChipSession,
  flashSizeBytes: number | null,
  verifyAll: boolean,
  run: RunOptions,
): Promise<EraseResult> {
  run.onProgress?.({ type: 'stage', stage: 'erase' });
  const total = flashSizeBytes ?? 0;
  report(run, 0, total);
  await repeatOnLineFault(session, () => eraseAll(session, flashSizeBytes, run), run);
  // What the loader cannot address is erased with the rest, but nobody can look.
  const visible = { offset: 0, sizeBytes: Math.min(total, flashReach(session)) };
  const compared = verifyAll
    ? await compareErased(session, visible, run)
    : await sampleErased(session, visible, run);
  report(run, total, total);
  return { sizeBytes: flashSizeBytes, ...compared };
}

async function eraseAll(session: ChipSession, flashSizeBytes: number | null, run: RunOptions): Promise<void> {
  if (session.loader === 'stub') {
    const timeoutMs = Math.max(timeouts.eraseChipMs, eraseTimeoutMs(flashSizeBytes ?? 0));
    await session.command(opcodes.ERASE_FLASH, new Uint8Array(0), { timeoutMs, signal: run.signal });
    return;
  }
  if (flashSizeBytes === null) throw new AppError('flash-size-unknown', { id: 'not readable' });
  await eraseSectors(session, { offset: 0, sizeBytes: flashSizeBytes }, run);
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

function report({ onProgress }: RunOptions, done: number, total: number): void {
  onProgress?.({ type: 'bytes', stage: 'erase', segment: null, done, total });
}
