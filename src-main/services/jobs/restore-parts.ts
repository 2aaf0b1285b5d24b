import type { FlashRegion, SegmentResult } from '../../../src-shared/model/job';
import type { OnProgress } from '../../../src-shared/model/progress';
import type { WriteSegment } from '../../engine/requests';

/**
 * Large enough to pack well, small enough to be made ready while the one before is on the line, and for a restore that is
 * begun again to find most of it done. Whole sectors.
 */
export const partBytes = 0x10_0000;

/** A backup as the segments that it is written in. */
export function restoreParts(name: string, offset: number, bytes: Uint8Array): readonly WriteSegment[] {
  const parts: WriteSegment[] = [];
  for (let done = 0; done < bytes.length; done += partBytes)
    parts.push({ name, offset: offset + done, data: bytes.subarray(done, done + partBytes) });
  return parts;
}

/** What became of the whole. Unchanged and verified both mean compared; one part that was not compared makes the whole so. */
export function joinParts(
  whole: FlashRegion & { readonly name: string; readonly md5: string },
  parts: readonly SegmentResult[],
): SegmentResult {
  const compared = parts.every(({ outcome, md5 }) => outcome !== 'written' && md5 !== null);
  const unchanged = parts.every(({ outcome }) => outcome === 'unchanged');
  return {
    name: whole.name,
    offset: whole.offset,
    sizeBytes: whole.sizeBytes,
    wireBytes: parts.reduce((sum, { wireBytes }) => sum + wireBytes, 0),
    outcome: !compared ? 'written' : unchanged ? 'unchanged' : 'verified',
    // Every part has the MD5 of its bytes, so the whole has that of all of them.
    md5: compared ? whole.md5 : null,
  };
}

/** The progress of the parts as that of the whole. */
export function wholeProgress(sizeBytes: number, onProgress: OnProgress): OnProgress {
  return (event) => {
    if (event.type === 'bytes' && event.segment !== null) {
      const done = event.segment * partBytes + event.done;
      onProgress({ ...event, segment: 0, done, total: sizeBytes });
    } else onProgress(event);
  };
}
