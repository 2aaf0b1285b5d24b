import type { SecurityInfo } from '../../../src-shared/model/board';
import type { SegmentResult } from '../../../src-shared/model/job';
import type { RunOptions } from '../engine-context';
import type { ChipSession } from '../loader/chip-session';
import type { WriteRequest, WriteSegment } from '../requests';
import { findFlash, setFlashSize, sizeThatHolds, type FlashFound } from './attach-flash';
import { checkImages, limitsRevision } from './check-images';
import { checkLayout } from './check-write';
import { refuseEncryptedWrite } from './encrypted-write';
import { eraseChip } from './erase-flash';
import { assertInReach } from './flash-reach';
import { identifyChip } from './identity/identify-chip';
import { patchBootloader } from './patch-header';
import { placeSegments } from './place-segments';
import { repeatOnLineFault } from '../loader/repeat-on-line-fault';
import { readSecurity, refuseSecured } from './security';
import { SegmentWriting, type Written } from './segment-writing';
import { canCompare, compareAll } from './verify-flash';

/**
 * Writes the segments and, with `verify`, compares each with what was asked for by its MD5. All that can be refused is refused
 * before the first byte is erased. A segment may start within a sector: what the sector holds before it is read and put back.
 * `unchanged` and `verified` mean compared; `written` means not compared, as always where the chip encrypts.
 * Throws what `checkLayout`, `checkImages`, `refuseSecured`, `refuseEncryptedWrite` and `patchBootloader` throw,
 * `flash-not-found`, `flash-too-large`, `verify-failed`, and what the session throws once repeating has not helped.
 */
export async function writeFlash(
  session: ChipSession,
  request: WriteRequest,
  run: RunOptions = {},
): Promise<readonly SegmentResult[]> {
  run.onProgress?.({ type: 'stage', stage: 'prepare' });
  const canKeepHead = request.eraseAll || canCompare(session);
  checkLayout(request.segments, { flashSizeBytes: null, canKeepHead });
  for (const { name, offset, data } of request.segments) assertInReach(session, name, offset + data.length);
  const security = await readSecurity(session, run);
  await refuseForSecurity(session, request, security, run);
  const flash = await findFlash(session, request, run);
  checkLayout(request.segments, { flashSizeBytes: usableSize(flash, request), canKeepHead });
  if (!request.force) await refuseWrongImages(session, request.segments, run);
  const segments = await patchBootloader(session, request, flash, security, run);
  await setFlashSize(session, flash.sizeBytes ?? sizeThatHolds(endOf(segments)), run);
  const placed = await placeSegments(session, segments, request.eraseAll, run);

  if (request.eraseAll) await eraseChip(session, flash.sizeBytes, false, run);
  const writing = new SegmentWriting(session, request, placed, run);
  const written = await writing.writeAll();
  return request.verify ? verifyAll(session, written, run) : written.map(({ result }) => result);
}

/** A size that was asked for goes before what the id tells, but past the end of the flash it only wraps around. */
function usableSize({ sizeBytes, detectedBytes }: FlashFound, { force }: WriteRequest): number | null {
  if (sizeBytes === null || detectedBytes === null || force) return sizeBytes;
  return Math.min(sizeBytes, detectedBytes);
}

function endOf(segments: readonly WriteSegment[]): number {
  return Math.max(...segments.map(({ offset, data }) => offset + data.length));
}

async function refuseForSecurity(
  session: ChipSession,
  { segments, force, ignoreEncryptionEfuse = false }: WriteRequest,
  security: SecurityInfo | null,
  run: RunOptions,
): Promise<void> {
  const encrypted = segments.filter((segment) => segment.encrypted);
  for (const { name } of encrypted)
    await refuseEncryptedWrite(session, { name, security, ignoreEfuse: ignoreEncryptionEfuse }, run);
  if (force) return;
  // What is written encrypted is what an encrypted board boots from.
  const plain = encrypted.length < segments.length;
  refuseSecured(plain || security === null ? security : { ...security, flashEncryption: false });
}

async function refuseWrongImages(
  session: ChipSession,
  segments: readonly WriteSegment[],
  run: RunOptions,
): Promise<void> {
  const needed = !session.secureDownload && limitsRevision(session.chip, segments);
  const revision = needed
    ? (await repeatOnLineFault(session, () => identifyChip(session, run), run)).revision
    : null;
  checkImages(session.chip, revision, segments);
}

async function verifyAll(
  session: ChipSession,
  written: readonly Written[],
  run: RunOptions,
): Promise<readonly SegmentResult[]> {
  const comparable = canCompare(session) ? written.flatMap(({ expected }) => expected ?? []) : [];
  if (comparable.length < written.length)
    run.onProgress?.({ type: 'notice', code: 'not-verified', context: { chip: session.chip.name } });
  if (comparable.length === 0) return written.map(({ result }) => result);
  await compareAll(session, comparable, run);
  return written.map(({ result, md5, expected }) => {
    if (expected === null) return result;
    return { ...result, outcome: result.outcome === 'unchanged' ? 'unchanged' : 'verified', md5 };
  });
}
