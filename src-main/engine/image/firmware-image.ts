import { createHash } from 'node:crypto';
import { AppError } from '../../../src-shared/errors/app-error';
import type { ChipSpec } from '../chips/chip-spec';

export const imageMagic = 0xe9;
/** ESP8266 only: a flash-mapped segment comes before the header with the RAM segments. */
export const imageV2Magic = 0xea;
export const digestSizeBytes = 32;

/** First value of the XOR checksums of images and of data commands. @source ESP-IDF "App Image Format" */
const checksumSeed = 0xef;
const headerSizeBytes = 8;
const extendedHeaderSizeBytes = 24;
const segmentHeaderSizeBytes = 8;
/** What the ROM allows; a damaged count byte would otherwise walk through anything. @source ESP-IDF esp_app_format.h */
const maxSegments = 16;
/** `max_chip_rev_full` of images that set no limit. */
const noRevisionLimit = 0xffff;
/** Chip id of the ESP32-C3: the one chip whose older images hold a minor revision where others hold a major one. */
const minorLegacyRevisionChip = 5;

export interface ImageSegment {
  /** Where the bytes go in the chip's address space; 0 for the flash-mapped segment of an ESP8266 v2 image. */
  readonly loadAddress: number;
  /** Of the data, from the start of the image. */
  readonly fileOffset: number;
  readonly sizeBytes: number;
}

/** The layout of a firmware image, as its header says. Offsets in bytes from the start of the image. */
export interface FirmwareImage {
  readonly magic: number;
  /** Of the header with the RAM segments, in an ESP8266 v2 image too. */
  readonly headerOffset: number;
  readonly segmentCount: number;
  /** 0 qio, 1 qout, 2 dio, 3 dout. */
  readonly flashMode: number;
  /** Size code in the high nibble, frequency code in the low one; what they mean differs between chips. */
  readonly flashSizeFrequency: number;
  readonly entryPoint: number;
  /** Null where there is no extended header: ESP8266. */
  readonly chipId: number | null;
  /** Major × 100 + minor; null on the ESP8266. */
  readonly minRevision: number | null;
  /** Null where the image sets no limit. */
  readonly maxRevision: number | null;
  readonly hashAppended: boolean;
  readonly segments: readonly ImageSegment[];
  readonly checksumValid: boolean;
  /** Null where none is appended; `stored` is empty when the image ends before it. */
  readonly digest: { readonly stored: Uint8Array; readonly valid: boolean } | null;
  /** Where the digest is or would be. */
  readonly digestOffset: number;
  /** First byte after the image; a signature or another file may follow. */
  readonly endOffset: number;
}

/**
 * Reads the layout of the image at the start of `bytes`. `chip` says whether there is an extended header; without it, the
 * header is taken for extended when its fields are possible and its segments fit.
 * Throws `image-invalid`; a wrong checksum or digest is a result, no error.
 * @source ESP-IDF "App Image Format", ESP8266 images in golden/expected
 */
export function parseFirmwareImage(
  bytes: Uint8Array,
  chip: ChipSpec | null = null,
  name = 'image',
): FirmwareImage {
  const magic = bytes[0];
  if (magic === imageV2Magic) return parseVersion2(bytes, name);
  if (magic === undefined) throw invalid(name, 'it is empty');
  if (magic !== imageMagic) throw invalid(name, `it starts with 0x${magic.toString(16)}, not with 0xe9`);
  const extended = chip === null ? looksExtended(bytes) : chip.imageChipId !== null;
  if (!extended) return parsePlain(bytes, 0, [], name);
  if (chip !== null) return parseExtended(bytes, name);
  try {
    return parseExtended(bytes, name);
  } catch (error) {
    // An ESP8266 image whose first segment looks like an extended header.
    try {
      return parsePlain(bytes, 0, [], name);
    } catch {
      throw error;
    }
  }
}

/** XOR over the data of the segments, as the last byte of the image's checksum line holds it. */
export function imageChecksum(bytes: Uint8Array, segments: readonly ImageSegment[]): number {
  let checksum = checksumSeed;
  for (const { fileOffset, sizeBytes } of segments) {
    for (let at = fileOffset; at < fileOffset + sizeBytes; at++) checksum ^= bytes[at] ?? 0;
  }
  return checksum;
}

/** Reserved bytes are 0 and the hash flag is a flag: true of every ESP32 image, hardly of an ESP8266's code. */
function looksExtended(bytes: Uint8Array): boolean {
  if (bytes.length < extendedHeaderSizeBytes) return false;
  const reservedEmpty = bytes.subarray(19, 23).every((byte) => byte === 0);
  return reservedEmpty && (bytes[23] ?? 2) <= 1;
}

function parseExtended(bytes: Uint8Array, name: string): FirmwareImage {
  if (bytes.length < extendedHeaderSizeBytes) throw invalid(name, 'it ends within its header');
  const view = viewOf(bytes);
  const chipId = view.getUint16(12, true);
  const legacyMin = view.getUint8(14) * (chipId === minorLegacyRevisionChip ? 1 : 100);
  const minFull = view.getUint16(15, true);
  const maxFull = view.getUint16(17, true);
  const { segments, end } = readSegments(bytes, view.getUint8(1), extendedHeaderSizeBytes, name);
  const hashAppended = view.getUint8(23) === 1;
  const digestOffset = afterChecksum(end);
  return {
    ...headerFields(view, 0),
    chipId,
    // Before there were full revisions one byte held the lowest, and the highest was left 0.
    minRevision: maxFull === 0 ? Math.max(minFull, legacyMin) : minFull,
    maxRevision: maxFull === 0 || maxFull === noRevisionLimit ? null : maxFull,
    hashAppended,
    segments,
    checksumValid: bytes[digestOffset - 1] === imageChecksum(bytes, segments),
    digest: hashAppended ? checkDigest(bytes, digestOffset) : null,
    digestOffset,
    endOffset: Math.min(bytes.length, digestOffset + (hashAppended ? digestSizeBytes : 0)),
  };
}

function parseVersion2(bytes: Uint8Array, name: string): FirmwareImage {
  if (bytes.length < headerSizeBytes) throw invalid(name, 'it ends within its header');
  const first = readSegments(bytes, 1, headerSizeBytes, name);
  if (bytes[first.end] !== imageMagic)
    throw invalid(name, 'there is no second header behind its first segment');
  return { ...parsePlain(bytes, first.end, first.segments, name), magic: imageV2Magic };
}

/** An ESP8266's image. `leading`: segments before this header, which the checksum leaves out. */
function parsePlain(
  bytes: Uint8Array,
  headerOffset: number,
  leading: readonly ImageSegment[],
  name: string,
): FirmwareImage {
  if (bytes.length < headerOffset + headerSizeBytes) throw invalid(name, 'it ends within its header');
  const view = viewOf(bytes);
  const count = view.getUint8(headerOffset + 1);
  const { segments, end } = readSegments(bytes, count, headerOffset + headerSizeBytes, name);
  const digestOffset = afterChecksum(end);
  return {
    ...headerFields(view, headerOffset),
    chipId: null,
    minRevision: null,
    maxRevision: null,
    hashAppended: false,
    segments: [...leading, ...segments],
    checksumValid: bytes[digestOffset - 1] === imageChecksum(bytes, segments),
    digest: null,
    digestOffset,
    endOffset: Math.min(bytes.length, digestOffset),
  };
}

function headerFields(
  view: DataView,
  at: number,
): Pick<
  FirmwareImage,
  'magic' | 'headerOffset' | 'segmentCount' | 'flashMode' | 'flashSizeFrequency' | 'entryPoint'
> {
  return {
    magic: view.getUint8(at),
    headerOffset: at,
    segmentCount: view.getUint8(at + 1),
    flashMode: view.getUint8(at + 2),
    flashSizeFrequency: view.getUint8(at + 3),
    entryPoint: view.getUint32(at + 4, true),
  };
}

function readSegments(
  bytes: Uint8Array,
  count: number,
  start: number,
  name: string,
): { segments: readonly ImageSegment[]; end: number } {
  if (count === 0 || count > maxSegments) throw invalid(name, `it claims ${count} segments`);
  const view = viewOf(bytes);
  const segments: ImageSegment[] = [];
  let at = start;
  for (let index = 0; index < count; index++) {
    if (at + segmentHeaderSizeBytes > bytes.length) throw invalid(name, `segment ${index} is missing`);
    const loadAddress = view.getUint32(at, true);
    const sizeBytes = view.getUint32(at + 4, true);
    at += segmentHeaderSizeBytes;
    if (at + sizeBytes > bytes.length)
      throw invalid(
        name,
        `segment ${index} at 0x${loadAddress.toString(16)} claims ${sizeBytes} bytes, but only ${bytes.length - at} are left`,
      );
    segments.push({ loadAddress, fileOffset: at, sizeBytes });
    at += sizeBytes;
  }
  return { segments, end: at };
}

/** The checksum is the last byte of the 16-byte line in which the segments end, or of the next one if that line is full. */
function afterChecksum(segmentsEnd: number): number {
  return (Math.floor(segmentsEnd / 16) + 1) * 16;
}

function checkDigest(bytes: Uint8Array, offset: number): { stored: Uint8Array; valid: boolean } {
  const stored = bytes.subarray(offset, offset + digestSizeBytes);
  if (stored.length < digestSizeBytes) return { stored: new Uint8Array(0), valid: false };
  const actual = createHash('sha256').update(bytes.subarray(0, offset)).digest();
  return { stored, valid: actual.equals(stored) };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function invalid(name: string, reason: string): AppError {
  return new AppError('image-invalid', { name, reason });
}
