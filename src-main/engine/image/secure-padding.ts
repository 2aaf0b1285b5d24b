import type { PlacedSegment } from './arrange-segments';

const segmentHeaderSizeBytes = 8;
const checksumLineBytes = 16;
const digestSizeBytes = 32;
/** Version word and ECDSA signature, then what is missing to a whole line. @source ESP-IDF "Secure Boot V1" */
const signatureV1SizeBytes = 4 + 64 + 12;

/** `v1`: the signed image ends on a page's end. `v2`: the unsigned one does, since the signature has a sector of its own. */
export type SecurePadding = 'v1' | 'v2';

/**
 * The filling segment at the end of an image that will be signed: what is verified must be whole pages, so that nothing unsigned
 * is mapped with it.
 * @source ESP-IDF "Secure Boot V1", "Secure Boot V2"
 */
export function secureFilling(
  padding: SecurePadding,
  segments: readonly PlacedSegment[],
  headerSizeBytes: number,
  pageSizeBytes: number,
): PlacedSegment {
  const end = segments.reduce(
    (at, { data }) => at + segmentHeaderSizeBytes + data.length,
    headerSizeBytes + segmentHeaderSizeBytes,
  );
  const behind = checksumLineBytes + digestSizeBytes + (padding === 'v1' ? signatureV1SizeBytes : 0);
  const sizeBytes = (pageSizeBytes - ((end + behind) % pageSizeBytes)) % pageSizeBytes;
  return { loadAddress: 0, data: new Uint8Array(sizeBytes) };
}
