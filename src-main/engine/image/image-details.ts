import { createHash } from 'node:crypto';
import type { ChipId, FlashMode } from '../../../src-shared/model/chip';
import type { ChipSpec } from '../chips/chip-spec';
import { chips } from '../chips/registry';
import {
  readAppDetails,
  readBootloaderDescription,
  type AppDetails,
  type BootloaderDescription,
} from './app-description';
import {
  digestSizeBytes,
  imageChecksum,
  imageV2Magic,
  parseFirmwareImage,
  type FirmwareImage,
} from './firmware-image';
import { decodeFlashParameters } from './flash-parameters';
import { chipOfImage } from './image-info';
import { memoryTypes } from './load-segment';
import { readSignatureBlocks, type SignatureBlock } from './signature-blocks';

const segmentHeaderSizeBytes = 8;

/** Everything that an image says, for who looks into it. */
export interface ImageDetails {
  /** Null for a chip id that no known chip has. */
  readonly chip: ChipId | null;
  /** 2 is the ESP8266's format with a mapped segment before the second header; all others are 1. */
  readonly version: 1 | 2;
  readonly entryPoint: number;
  readonly segmentCount: number;
  /** Null where the code means nothing on this chip. */
  readonly flashMode: FlashMode | null;
  readonly flashFrequency: string | null;
  readonly flashSize: string | null;
  /** Header bytes 2 and 3 as they are. */
  readonly flashModeCode: number;
  readonly flashSizeFrequencyCode: number;
  /** Null on the ESP8266. */
  readonly extended: ExtendedHeader | null;
  readonly segments: readonly SegmentDetails[];
  readonly checksum: { readonly stored: number | null; readonly calculated: number };
  /** SHA-256; null where none is appended, `stored` null where the file ends before it. */
  readonly digest: { readonly stored: Uint8Array | null; readonly calculated: Uint8Array } | null;
  readonly app: AppDetails | null;
  readonly bootloader: BootloaderDescription | null;
  readonly signatures: readonly SignatureBlock[];
  /** Of the image in the file, in bytes; a signature or anything else may follow. */
  readonly sizeBytes: number;
}

/** Header bytes 8…18. @source ESP-IDF esp_app_format.h, esp_image_header_t */
export interface ExtendedHeader {
  /** 0xee: not used. */
  readonly wpPin: number;
  /** Strength codes of the flash pins. */
  readonly drive: Readonly<Record<'clk' | 'q' | 'd' | 'cs0' | 'hd' | 'wp', number>>;
  readonly chipId: number;
  readonly legacyMinRevision: number;
  /** Major × 100 + minor, as written: 0 in images that are older than the field, 65535 for "any". */
  readonly minRevision: number;
  readonly maxRevision: number;
}

export interface SegmentDetails {
  readonly loadAddress: number;
  readonly sizeBytes: number;
  /** Of the segment's header, from the start of the image. */
  readonly fileOffset: number;
  /** Memories that the load address lies in, as linker scripts call them. */
  readonly memoryTypes: readonly string[];
}

/** `chip` null takes the chip from the image. Throws `image-invalid`. */
export function readImageDetails(bytes: Uint8Array, chip: ChipSpec | null, name = 'image'): ImageDetails {
  const image = parseFirmwareImage(bytes, chip, name);
  const id = chip?.id ?? chipOfImage(image) ?? (image.chipId === null ? 'esp8266' : null);
  const spec = id === null ? null : chips[id];
  const flash = spec === null ? null : decodeFlashParameters(spec, image.flashMode, image.flashSizeFrequency);
  const isVersion2 = image.magic === imageV2Magic;
  // What comes before the second header is not loaded, so that the loader's checksum leaves it out.
  const loaded = isVersion2 ? image.segments.slice(1) : image.segments;
  const digest = digestOf(bytes, image);
  const end = digest === null ? image.endOffset : image.digestOffset + digestSizeBytes;
  return {
    chip: id,
    version: isVersion2 ? 2 : 1,
    entryPoint: image.entryPoint,
    segmentCount: image.segments.length,
    flashMode: flash?.mode ?? null,
    flashFrequency: flash?.frequency ?? null,
    flashSize: flash?.size ?? null,
    flashModeCode: image.flashMode,
    flashSizeFrequencyCode: image.flashSizeFrequency,
    extended: image.chipId === null ? null : readExtendedHeader(bytes),
    segments: image.segments.map((segment, index) => ({
      loadAddress: segment.loadAddress,
      sizeBytes: segment.sizeBytes,
      fileOffset: segment.fileOffset - segmentHeaderSizeBytes,
      memoryTypes: isVersion2 && index === 0 ? ['IROM'] : typesOf(spec, segment.loadAddress),
    })),
    checksum: {
      stored: bytes[image.digestOffset - 1] ?? null,
      calculated: imageChecksum(bytes, loaded),
    },
    digest,
    app: readAppDetails(bytes),
    bootloader: readBootloaderDescription(bytes),
    signatures: readSignatureBlocks(bytes, end),
    sizeBytes: Math.min(bytes.length, end),
  };
}

/**
 * Segments whose place or size hardly any ESP8266 image has: of a file that was taken for one and is none, they are what tells.
 * Looks as far as there are segments, whole image or not; empty for images with an extended header.
 */
export function suspiciousSegments(
  bytes: Uint8Array,
  chip: ChipSpec,
): readonly { readonly loadAddress: number; readonly sizeBytes: number }[] {
  const found: { loadAddress: number; sizeBytes: number }[] = [];
  if (chip.imageChipId !== null || bytes[0] === imageV2Magic) return found;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = bytes[1] ?? 0;
  for (
    let index = 0, at = plainHeaderSizeBytes;
    index < count && at + segmentHeaderSizeBytes <= bytes.length;
    index++
  ) {
    const loadAddress = view.getUint32(at, true);
    const sizeBytes = view.getUint32(at + 4, true);
    if (loadAddress > lastUsualAddress || loadAddress < firstUsualAddress || sizeBytes > largestUsualBytes)
      found.push({ loadAddress, sizeBytes });
    at += segmentHeaderSizeBytes + sizeBytes;
  }
  return found;
}

const plainHeaderSizeBytes = 8;
/** @source esptool-js src/image/base.ts */
const firstUsualAddress = 0x3ffe_0000;
const lastUsualAddress = 0x4020_0000;
const largestUsualBytes = 0x1_0000;

/** Images of the ESP8266 have no field that announces a SHA-256: there it counts if it is right. */
function digestOf(bytes: Uint8Array, image: FirmwareImage): ImageDetails['digest'] {
  const { digestOffset, hashAppended } = image;
  const isPlain = image.chipId === null;
  const behind = bytes.subarray(digestOffset, digestOffset + digestSizeBytes);
  const stored = behind.length === digestSizeBytes ? behind : null;
  if (!hashAppended && (!isPlain || stored === null)) return null;
  const calculated = createHash('sha256').update(bytes.subarray(0, digestOffset)).digest();
  if (!hashAppended && !calculated.equals(behind)) return null;
  return { stored, calculated };
}

function readExtendedHeader(bytes: Uint8Array): ExtendedHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const low = (at: number): number => view.getUint8(at) & 0x0f;
  const high = (at: number): number => view.getUint8(at) >> 4;
  return {
    wpPin: view.getUint8(8),
    drive: { clk: low(9), q: high(9), d: low(10), cs0: high(10), hd: low(11), wp: high(11) },
    chipId: view.getUint16(12, true),
    legacyMinRevision: view.getUint8(14),
    minRevision: view.getUint16(15, true),
    maxRevision: view.getUint16(17, true),
  };
}

function typesOf(chip: ChipSpec | null, address: number): readonly string[] {
  return chip === null ? [] : memoryTypes(chip, address);
}
