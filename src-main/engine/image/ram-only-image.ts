import type { ChipSpec } from '../chips/chip-spec';
import {
  arrangeSegments,
  fillingBefore,
  intoLastPage,
  type PlacedSegment,
  type SortedSegments,
} from './arrange-segments';
import { buildFirmwareImage, type FirmwareImageContent } from './build-firmware-image';

const headerSizeBytes = 24;
const segmentHeaderSizeBytes = 8;

export interface RamOnlyOptions {
  readonly chip: ChipSpec;
  readonly pageSizeBytes: number;
  /** Puts the ELF's digest where it was asked for; `start` is the file offset of the first segment's header. */
  readonly placeDigest: (segments: readonly PlacedSegment[], start: number) => readonly PlacedSegment[];
}

/**
 * An image whose header and checksum cover the RAM segments alone: the ROM loads those and starts the program, which maps the
 * rest itself. The mapped segments follow behind the checksum, highest address first, each where the cache can map it once the
 * file is at the bootloader's place in flash.
 * @source esptool "elf2image --ram-only-header"; esptool-js src/image/esp32.ts
 */
export function buildRamOnlyImage(
  header: Omit<FirmwareImageContent, 'segments'>,
  { mapped, ram }: SortedSegments,
  { chip, pageSizeBytes, placeDigest }: RamOnlyOptions,
): Uint8Array {
  const loaded = arrangeSegments({ mapped: [], ram }, { chip, headerSizeBytes, pageSizeBytes });
  const plain = buildFirmwareImage({ ...header, segments: loaded });
  const behind = placeMapped(mapped, plain.length, chip, pageSizeBytes);
  if (behind.length === 0)
    return buildFirmwareImage({ ...header, segments: placeDigest(loaded, headerSizeBytes) });
  return joinSegments(plain, placeDigest(behind, plain.length));
}

function placeMapped(
  mapped: SortedSegments['mapped'],
  start: number,
  chip: ChipSpec,
  pageSizeBytes: number,
): readonly PlacedSegment[] {
  const placed: PlacedSegment[] = [];
  let at = start;
  const place = (loadAddress: number, data: Uint8Array): void => {
    placed.push({ loadAddress, data });
    at += segmentHeaderSizeBytes + data.length;
  };
  for (const { address, data } of mapped.toReversed()) {
    const fillBytes = fillingBefore(address, at + chip.bootloaderOffset, pageSizeBytes);
    if (fillBytes !== null) place(0, new Uint8Array(fillBytes));
    place(address, intoLastPage(chip, data, at, pageSizeBytes));
  }
  return placed;
}

function joinSegments(start: Uint8Array, segments: readonly PlacedSegment[]): Uint8Array {
  const sizeBytes = segments.reduce(
    (sum, { data }) => sum + segmentHeaderSizeBytes + data.length,
    start.length,
  );
  const image = new Uint8Array(sizeBytes);
  const view = new DataView(image.buffer);
  image.set(start);
  let at = start.length;
  for (const { loadAddress, data } of segments) {
    view.setUint32(at, loadAddress, true);
    view.setUint32(at + 4, data.length, true);
    image.set(data, at + segmentHeaderSizeBytes);
    at += segmentHeaderSizeBytes + data.length;
  }
  return image;
}
