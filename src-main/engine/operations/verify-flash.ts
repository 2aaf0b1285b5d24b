import { AppError } from '../../../src-shared/errors/app-error';
import type { RunOptions } from '../engine-context';
import type { ChipSession } from '../loader/chip-session';
import type { FlashAccess, WriteSegment } from '../requests';
import { prepareRanges } from './attach-flash';
import { canHashFlash, hashFlashExpecting } from './flash-md5';
import { hex } from './hex';
import { canReadByRegisters, hashByRegisters } from './read-by-registers';

/**
 * Compares the flash with the segments by their MD5; nothing is written. Returns the MD5s in the order of the segments.
 * Throws `verify-failed` with both digests at the first that differs, `secure-download-mode` where nothing can be compared.
 */
export async function verifyFlash(
  session: ChipSession,
  segments: readonly WriteSegment[],
  access: FlashAccess = {},
  run: RunOptions = {},
): Promise<readonly string[]> {
  await prepareComparison(session, segments, access, run);
  return compareAll(
    session,
    await Promise.all(
      segments.map(async ({ name, offset, data }) => ({
        name,
        offset,
        sizeBytes: data.length,
        expectedMd5: await session.context.compute.md5(data),
      })),
    ),
    run,
  );
}

/** Refuses what cannot be compared, and attaches the flash. Any offset will do: nothing is erased. */
export async function prepareComparison(
  session: ChipSession,
  segments: readonly WriteSegment[],
  access: FlashAccess,
  run: RunOptions,
): Promise<void> {
  if (segments.length === 0) throw new AppError('nothing-to-flash');
  for (const { name, data } of segments) if (data.length === 0) throw new AppError('file-empty', { name });
  if (!canCompare(session))
    throw new AppError('secure-download-mode', { chip: session.chip.name, command: 'SPI_FLASH_MD5' });
  const ranges = segments.map(({ name, offset, data }) => ({ name, offset, sizeBytes: data.length }));
  await prepareRanges(session, ranges, access, run);
}

/** True where what is in the flash can be told: by the chip's own MD5, or by reading it back. */
export function canCompare(session: ChipSession): boolean {
  return canHashFlash(session) || canReadByRegisters(session);
}

export interface ExpectedRange {
  readonly name: string;
  readonly offset: number;
  readonly sizeBytes: number;
  /** Hex. */
  readonly expectedMd5: string;
  /** Which of the segments asked for; default: as many as came before. */
  readonly segment?: number;
}

/** The comparing itself, on a flash that is attached. */
export async function compareAll(
  session: ChipSession,
  ranges: readonly ExpectedRange[],
  run: RunOptions,
): Promise<readonly string[]> {
  run.onProgress?.({ type: 'stage', stage: 'verify' });
  const digests: string[] = [];
  for (const [index, { name, offset, sizeBytes: total, expectedMd5, segment = index }] of ranges.entries()) {
    const report = (done: number): void =>
      run.onProgress?.({ type: 'bytes', stage: 'verify', segment, done, total });
    report(0);
    const actual = canHashFlash(session)
      ? await hashFlashExpecting(session, expectedMd5, offset, total, run)
      : await hashByRegisters(session, offset, total, report, run);
    if (actual !== expectedMd5)
      throw new AppError('verify-failed', { name, offset: hex(offset), actual, expected: expectedMd5 });
    report(total);
    digests.push(actual);
  }
  return digests;
}
