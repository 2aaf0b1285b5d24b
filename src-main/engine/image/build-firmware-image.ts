import { createHash } from 'node:crypto';
import { imageChecksum, imageMagic, type ImageSegment } from './firmware-image';

const headerSizeBytes = 8;
const extendedHeaderSizeBytes = 24;
const segmentHeaderSizeBytes = 8;
const wordBytes = 4;
const checksumLineBytes = 16;
const digestSizeBytes = 32;
/** "No pin": the flash's write-protect pin is not used. */
const noWriteProtectPin = 0xee;

export interface FirmwareImageContent {
  /** 0 qio, 1 qout, 2 dio, 3 dout. */
  readonly flashMode: number;
  /** Size code in the high nibble, frequency code in the low one. */
  readonly flashSizeFrequency: number;
  readonly entryPoint: number;
  /** Null: an ESP8266's image, which has neither extended header nor digest. */
  readonly extended: {
    readonly chipId: number;
    /** Major × 100 + minor. */
    readonly minRevision: number;
    readonly maxRevision: number;
    /** The field of images older than full revisions; without it, the major part of `minRevision`. */
    readonly legacyMinRevision?: number;
  } | null;
  /** Whether a SHA-256 is appended; without it, where the header can say so. */
  readonly digest?: boolean;
  /** In file order; each is filled up to whole words. */
  readonly segments: readonly { readonly loadAddress: number; readonly data: Uint8Array }[];
}

/**
 * A firmware image with its checksum and, where the chip knows one, its appended SHA-256.
 * @source ESP-IDF "App Image Format"
 */
export function buildFirmwareImage(content: FirmwareImageContent): Uint8Array {
  const headerBytes = content.extended === null ? headerSizeBytes : extendedHeaderSizeBytes;
  const segments = layOut(content, headerBytes);
  const last = segments.at(-1);
  const end = last === undefined ? headerBytes : last.fileOffset + last.sizeBytes;
  const checksumEnd = (Math.floor(end / checksumLineBytes) + 1) * checksumLineBytes;
  const image = new Uint8Array(checksumEnd + (hasDigest(content) ? digestSizeBytes : 0));
  writeHeader(image, content);
  const view = new DataView(image.buffer);
  segments.forEach((segment, index) => {
    view.setUint32(segment.fileOffset - 8, segment.loadAddress, true);
    view.setUint32(segment.fileOffset - 4, segment.sizeBytes, true);
    image.set(content.segments[index]?.data ?? [], segment.fileOffset);
  });
  image[checksumEnd - 1] = imageChecksum(image, segments);
  if (hasDigest(content))
    image.set(createHash('sha256').update(image.subarray(0, checksumEnd)).digest(), checksumEnd);
  return image;
}

function hasDigest({ digest, extended }: FirmwareImageContent): boolean {
  return digest ?? extended !== null;
}

function layOut(content: FirmwareImageContent, headerBytes: number): readonly ImageSegment[] {
  let at = headerBytes;
  return content.segments.map(({ loadAddress, data }) => {
    const fileOffset = at + segmentHeaderSizeBytes;
    const sizeBytes = Math.ceil(data.length / wordBytes) * wordBytes;
    at = fileOffset + sizeBytes;
    return { loadAddress, fileOffset, sizeBytes };
  });
}

function writeHeader(image: Uint8Array, content: FirmwareImageContent): void {
  const view = new DataView(image.buffer);
  view.setUint8(0, imageMagic);
  view.setUint8(1, content.segments.length);
  view.setUint8(2, content.flashMode);
  view.setUint8(3, content.flashSizeFrequency);
  view.setUint32(4, content.entryPoint, true);
  if (content.extended === null) return;
  view.setUint8(8, noWriteProtectPin);
  view.setUint16(12, content.extended.chipId, true);
  const { legacyMinRevision, minRevision } = content.extended;
  view.setUint8(14, legacyMinRevision ?? Math.floor(minRevision / 100));
  view.setUint16(15, minRevision, true);
  view.setUint16(17, content.extended.maxRevision, true);
  view.setUint8(23, hasDigest(content) ? 1 : 0);
}
