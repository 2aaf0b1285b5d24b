import { parseFlashSize } from '../../../src-shared/model/flash-size';
import type { SegmentResult } from '../../../src-shared/model/job';
import type { RunOptions } from '../engine-context';
import type { ChipSession } from '../loader/chip-session';
import type { WriteRequest, WriteSegment } from '../requests';
import { findFlash, setFlashSize, sizeThatHolds } from './attach-flash';
import { checkImages, limitsRevision } from './check-images';
import { checkLayout } from './check-write';
import { eraseChip } from './erase-flash';
import { identifyChip } from './identity/identify-chip';
import { patchBootloader } from './patch-header';
import { readSecurity, refuseSecured } from './security';
import { SegmentWriting, type Written } from './segment-writing';
import { canCompare, compareAll } from './verify-flash';

/**
 * Writes the segments and, with `verify`, compares each with what was asked for by its MD5. All that can be refused is refused
 * before the first byte is erased. `unchanged` and `verified` mean compared; `written` means not compared.
 * Throws what `checkLayout`, `checkImages`, `refuseSecured` and `patchBootloader` throw, `flash-not-found`, `verify-failed`,
 * and what the session throws once repeating has not helped.
 */
export async function writeFlash(
  session: ChipSession,
  request: WriteRequest,
  run: RunOptions = {},
): Promise<readonly SegmentResult[]> {
  run.onProgress?.({ type: 'stage', stage: 'prepare' });
  checkLayout(request.segments, null);
  const security = await readSecurity(session, run);
  if (!request.force) refuseSecured(security);
  const flash = await findFlash(session, run);
  const flashSizeBytes = flash.sizeBytes ?? parseFlashSize(request.flashSize);
  checkLayout(request.segments, flashSizeBytes);
  if (!request.force) await refuseWrongImages(session, request.segments, run);
  const segments = await patchBootloader(session, request, flash, security, run);
  await setFlashSize(session, flashSizeBytes ?? sizeThatHolds(endOf(segments)), run);

  if (request.eraseAll) await eraseChip(session, flashSizeBytes, run);
  const writing = new SegmentWriting(session, request, segments, run);
  const written = await writing.writeAll();
  return request.verify ? verifyAll(session, written, run) : written.map(({ result }) => result);
}

function endOf(segments: readonly WriteSegment[]): number {
  return Math.max(...segments.map(({ offset, data }) => offset + data.length));
}

async function refuseWrongImages(
  session: ChipSession,
  segments: readonly WriteSegment[],
  run: RunOptions,
): Promise<void> {
  const needed = !session.secureDownload && limitsRevision(session.chip, segments);
  const revision = needed ? (await identifyChip(session, run)).revision : null;
  checkImages(session.chip, revision, segments);
}

async function verifyAll(
  session: ChipSession,
  written: readonly Written[],
  run: RunOptions,
): Promise<readonly SegmentResult[]> {
  if (!canCompare(session)) {
    run.onProgress?.({ type: 'notice', code: 'not-verified', context: { chip: session.chip.name } });
    return written.map(({ result }) => result);
  }
  const expected = written.map(({ result, expectedMd5 }) => ({ ...result, expectedMd5 }));
  const digests = await compareAll(session, expected, run);
  return written.map(({ result }, index) => ({
    ...result,
    outcome: result.outcome === 'unchanged' ? 'unchanged' : 'verified',
    md5: digests[index] ?? null,
  }));
}
