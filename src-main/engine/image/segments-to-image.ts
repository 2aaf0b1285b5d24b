import { AppError } from '../../../src-shared/errors/app-error';
import type { ChipSpec } from '../chips/chip-spec';
import { byAddress, findOverlap, type AddressedBytes } from './address-range';
import { arrangeSegments, sortSegments, type PlacedSegment } from './arrange-segments';
import { buildFirmwareImage } from './build-firmware-image';
import { isFlashMapped, type LoadSegment } from './load-segment';
import { choosePageSize } from './mmu-page-size';

const extendedHeaderBytes = 24;
/** What ROM and bootloader accept. @source ESP-IDF esp_image_format.h */
const maxSegments = 16;
const wordBytes = 4;
const addressSpaceBytes = 0x1_0000_0000;
const noRevisionLimit = 0xffff;

export interface SegmentImageRequest {
  readonly chip: ChipSpec;
  readonly entryPoint: number;
  /** 0 qio, 1 qout, 2 dio, 3 dout. */
  readonly flashMode: number;
  /** Size code in the high nibble, frequency code in the low one. */
  readonly flashSizeFrequency: number;
  /** Null: 64 KB, or what an app's description among the segments says. */
  readonly pageSizeBytes: number | null;
}

/**
 * A firmware image of raw segments. On the ESP8266 they stay in the order given; elsewhere those that are mapped from flash are
 * aligned to its pages, with the others between them. Throws `image-impossible`.
 */
export function imageFromSegments(
  segments: readonly AddressedBytes[],
  request: SegmentImageRequest,
): Uint8Array {
  const { chip, entryPoint, flashMode, flashSizeFrequency } = request;
  const loaded = segments.map(({ address, data }) => ({ address, data: wholeWords(data) }));
  checkSegments(loaded);
  const placed = chip.imageChipId === null ? inOrder(chip, loaded) : aligned(loaded, request);
  if (placed.length > maxSegments) throw impossible(`the image would have ${placed.length} segments`);
  const extended =
    chip.imageChipId === null
      ? null
      : { chipId: chip.imageChipId, minRevision: 0, maxRevision: noRevisionLimit };
  return buildFirmwareImage({ flashMode, flashSizeFrequency, entryPoint, extended, segments: placed });
}

function checkSegments(segments: readonly AddressedBytes[]): void {
  if (segments.length === 0) throw impossible('there are no segments');
  if (segments.length > maxSegments) throw impossible(`there are ${segments.length} segments`);
  const sorted = segments.toSorted(byAddress);
  const overlapping = findOverlap(sorted);
  if (overlapping !== null)
    throw impossible(`the segment at ${hex(overlapping.address)} lies within the one before it`);
  const last = sorted.at(-1);
  if (last !== undefined && last.address + last.data.length > addressSpaceBytes)
    throw impossible(`the segment at ${hex(last.address)} goes past the end of all addresses`);
}

/** Of an image for the ESP8266's ROM, which knows RAM alone. */
function inOrder(chip: ChipSpec, segments: readonly AddressedBytes[]): readonly PlacedSegment[] {
  return segments.map(({ address, data }) => {
    if (isFlashMapped(chip, address))
      throw impossible(
        `the segment at ${hex(address)} is mapped from flash: it belongs there as it is, at ${hex(address - chip.irom[0])}`,
      );
    return { loadAddress: address, data };
  });
}

function aligned(
  segments: readonly AddressedBytes[],
  { chip, pageSizeBytes }: SegmentImageRequest,
): readonly PlacedSegment[] {
  const sorted: readonly LoadSegment[] = segments
    .toSorted(byAddress)
    .map((segment) => ({ ...segment, executable: false, name: '' }));
  const { sizeBytes } = choosePageSize(chip, pageSizeBytes, sorted);
  return arrangeSegments(sortSegments(chip, sorted, sizeBytes), {
    chip,
    headerSizeBytes: extendedHeaderBytes,
    pageSizeBytes: sizeBytes,
  });
}

function wholeWords(data: Uint8Array): Uint8Array {
  const sizeBytes = Math.ceil(data.length / wordBytes) * wordBytes;
  if (sizeBytes === data.length) return data;
  const padded = new Uint8Array(sizeBytes);
  padded.set(data);
  return padded;
}

function hex(address: number): string {
  return `0x${address.toString(16)}`;
}

function impossible(reason: string): AppError {
  return new AppError('image-impossible', { reason });
}
