import { createHash } from 'node:crypto';
import type { FlashView } from '../flash/flash-view';

export interface ImageSegment {
  /** In flash, of the data. */
  readonly offset: number;
  readonly loadAddress: number;
  readonly sizeBytes: number;
}

export interface FlashImage {
  readonly offset: number;
  readonly entry: number;
  /** Header bytes 2 and 3: mode, size and frequency. */
  readonly mode: number;
  readonly sizeAndFrequency: number;
  readonly chipId: number;
  readonly segments: readonly ImageSegment[];
  readonly checksum: { readonly stored: number; readonly calculated: number };
  /** Null where none is appended. */
  readonly digest: { readonly stored: Uint8Array; readonly calculated: Uint8Array } | null;
  /** Of the whole image, digest included. */
  readonly sizeBytes: number;
}

const magic = 0xe9;
const mostSegments = 16;
const segmentHeaderBytes = 8;
const digestBytes = 32;

/** Reads an image as a boot loader does. Null where there is no image: wrong magic, or segments that cannot be. */
export function readFlashImage(nor: FlashView, offset: number, headerBytes: 8 | 24): FlashImage | null {
  const header = nor.read(offset, 24);
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const segmentCount = view.getUint8(1);
  if (view.getUint8(0) !== magic || segmentCount === 0 || segmentCount > mostSegments) return null;
  const segments = readSegments(nor, offset + headerBytes, segmentCount);
  const last = segments?.at(-1);
  if (!segments || !last) return null;
  const end = last.offset + last.sizeBytes;
  // The checksum is the last byte of a line of 16.
  const checksumAt = end + 15 - ((end - offset) % 16);
  const hasDigest = headerBytes === 24 && view.getUint8(23) === 1;
  const bodyBytes = checksumAt + 1 - offset;
  return {
    offset,
    entry: view.getUint32(4, true),
    mode: view.getUint8(2),
    sizeAndFrequency: view.getUint8(3),
    chipId: view.getUint16(12, true),
    segments,
    checksum: { stored: nor.read(checksumAt, 1)[0] ?? 0, calculated: checksumOfSegments(nor, segments) },
    digest: hasDigest
      ? {
          stored: nor.read(checksumAt + 1, digestBytes),
          calculated: createHash('sha256').update(nor.read(offset, bodyBytes)).digest(),
        }
      : null,
    sizeBytes: bodyBytes + (hasDigest ? digestBytes : 0),
  };
}

export function checksumHolds({ checksum }: FlashImage): boolean {
  return checksum.stored === checksum.calculated;
}

export function digestHolds({ digest }: FlashImage): boolean {
  return digest === null || Buffer.compare(digest.stored, digest.calculated) === 0;
}

function readSegments(nor: FlashView, start: number, count: number): ImageSegment[] | null {
  const segments: ImageSegment[] = [];
  let at = start;
  for (let index = 0; index < count; index++) {
    const header = nor.read(at, segmentHeaderBytes);
    const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
    const sizeBytes = view.getUint32(4, true);
    const offset = at + segmentHeaderBytes;
    if (offset + sizeBytes > nor.sizeBytes) return null;
    segments.push({ offset, loadAddress: view.getUint32(0, true), sizeBytes });
    at = offset + sizeBytes;
  }
  return segments;
}

function checksumOfSegments(nor: FlashView, segments: readonly ImageSegment[]): number {
  let sum = 0xef;
  for (const { offset, sizeBytes } of segments) for (const byte of nor.read(offset, sizeBytes)) sum ^= byte;
  return sum;
}
