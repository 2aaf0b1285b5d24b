import { AppError } from '../../../src-shared/errors/app-error';
import { appElfSha256Offset, readAppDescription } from './app-description';
import type { PlacedSegment } from './arrange-segments';
import type { LoadSegment } from './load-segment';

const segmentHeaderSizeBytes = 8;
const digestSizeBytes = 32;

/** Puts the SHA-256 of the ELF file into an app's description that has room for it; other segments stay as they are. */
export function describeElfDigest(
  segments: readonly LoadSegment[],
  digest: Uint8Array,
): readonly LoadSegment[] {
  return segments.map((segment) => {
    if (readAppDescription(segment.data, 0) === null) return segment;
    if (!isEmpty(segment.data, appElfSha256Offset)) return segment;
    return { ...segment, data: withDigest(segment.data, appElfSha256Offset, digest) };
  });
}

/**
 * Puts the SHA-256 of the ELF file at `fileOffset` of the image. Throws `image-impossible` where that is not inside the data of one
 * segment, or where the data there is in use.
 */
export function placeElfDigest(
  segments: readonly PlacedSegment[],
  headerSizeBytes: number,
  fileOffset: number,
  digest: Uint8Array,
): readonly PlacedSegment[] {
  let at = headerSizeBytes;
  for (const [index, segment] of segments.entries()) {
    const within = fileOffset - at - segmentHeaderSizeBytes;
    at += segmentHeaderSizeBytes + segment.data.length;
    if (within < 0 || within + digestSizeBytes > segment.data.length) continue;
    if (!isEmpty(segment.data, within))
      throw impossible(`at ${fileOffset} of the image, where the ELF’s SHA-256 is to go, there is data`);
    return segments.with(index, { ...segment, data: withDigest(segment.data, within, digest) });
  }
  throw impossible(`at ${fileOffset} of the image there is no room for the ELF’s SHA-256`);
}

function isEmpty(data: Uint8Array, offset: number): boolean {
  return data.subarray(offset, offset + digestSizeBytes).every((byte) => byte === 0);
}

function withDigest(data: Uint8Array, offset: number, digest: Uint8Array): Uint8Array {
  const changed = data.slice();
  changed.set(digest.subarray(0, digestSizeBytes), offset);
  return changed;
}

function impossible(reason: string): AppError {
  return new AppError('image-impossible', { reason });
}
