import type { ChipId } from '../../../src-shared/model/chip';
import type { ImageInfo } from '../../../src-shared/model/firmware';
import type { ChipSpec } from '../chips/chip-spec';
import { chips } from '../chips/registry';
import { readAppDescription } from './app-description';
import type { FirmwareImage, ImageSegment } from './firmware-image';
import { decodeFlashParameters } from './flash-parameters';
import { isFlashMapped } from './load-segment';

/** What the header of a parsed image says, in names. `bytes` start with the image. */
export function describeImage(bytes: Uint8Array, image: FirmwareImage): ImageInfo {
  const chip = chipOfImage(image);
  const parameters =
    chip === null ? null : decodeFlashParameters(chips[chip], image.flashMode, image.flashSizeFrequency);
  return {
    chip,
    unknownChipId: chip === null ? image.chipId : null,
    flashMode: parameters?.mode ?? null,
    flashFrequency: parameters?.frequency ?? null,
    flashSize: parameters?.size ?? null,
    entryPoint: image.entryPoint,
    segmentCount: image.segmentCount,
    checksumValid: image.checksumValid,
    digestValid: image.digest?.valid ?? null,
    minRevision: image.minRevision,
    maxRevision: image.maxRevision,
    app: readAppDescription(bytes),
  };
}

/**
 * Whether the flash cache must map some segment, which is so in apps and never in a second-stage bootloader: that one is
 * what sets up the mapping.
 */
export function hasMappedSegments(image: FirmwareImage): boolean {
  const chip = chipOfImage(image);
  if (chip === null) return false;
  return image.segments.some((segment) => isMapped(chips[chip], segment));
}

/** By chip id; images without one are an ESP8266's if all their segments lie in its memory. */
export function chipOfImage(image: FirmwareImage): ChipId | null {
  if (image.chipId === null) return image.segments.every(fitsEsp8266) ? 'esp8266' : null;
  return Object.values(chips).find((chip) => chip.imageChipId === image.chipId)?.id ?? null;
}

/** Top of what an ESP8266 maps from flash, of its IRAM with the cache given up, and of its data RAM. */
function fitsEsp8266({ loadAddress, sizeBytes }: ImageSegment): boolean {
  // The flash-mapped segment of a v2 image has no address of its own.
  if (loadAddress === 0) return true;
  const end = loadAddress + sizeBytes;
  return esp8266Memory.some(([from, to]) => loadAddress >= from && end <= to);
}

const esp8266Memory: readonly (readonly [from: number, to: number])[] = [
  ...chips.esp8266.memoryMap.map(([from, to]) => [from, to] as const),
  chips.esp8266.irom,
  // With 48 KB of IRAM, as some cores configure it.
  [0x4010_0000, 0x4010_c000],
  // Where Arduino's boot program lies.
  [0x4010_f000, 0x4011_0000],
];

function isMapped(chip: ChipSpec, segment: ImageSegment): boolean {
  if (chip.id === 'esp8266' && segment.loadAddress === 0) return true;
  return isFlashMapped(chip, segment.loadAddress);
}
