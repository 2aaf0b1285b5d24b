import { crc32 } from 'node:zlib';
import { AppError } from '../../../src-shared/errors/app-error';
import { sectorBytes } from '../../../src-shared/model/flash-size';
import type { ChipSpec } from '../chips/chip-spec';
import { buildFirmwareImage, type FirmwareImageContent } from './build-firmware-image';
import type { ElfImageFile } from './elf-to-image';
import { imageV2Magic } from './firmware-image';
import { isFlashMapped, type LoadSegment } from './load-segment';

const headerSizeBytes = 8;
const segmentHeaderSizeBytes = 8;
const lineBytes = 16;
const crcSizeBytes = 4;
/** Byte 1 of a version 2 header: no count, but another mark. @source ESP8266_NONOS_SDK tools/gen_appbin.py */
const version2Mark = 4;

type Header = Omit<FirmwareImageContent, 'segments'>;

/** The image that the ROM loads, and as a file of its own what is mapped: it goes where its address says. Throws `image-impossible`. */
export function buildEsp8266Version1(
  header: Header,
  chip: ChipSpec,
  segments: readonly LoadSegment[],
): readonly ElfImageFile[] {
  const { mapped, loaded } = split(chip, segments);
  const image = { flashOffset: 0, bytes: loadedImage(header, loaded) };
  if (mapped === null) return [image];
  return [image, { flashOffset: mapped.address - chip.irom[0], bytes: mapped.data }];
}

/**
 * For a bootloader that starts one image: header with the mark EA, the mapped segment (load address 0, whole lines of 16), the
 * image that is loaded, and a CRC-32 of all that. Throws `image-impossible`.
 * @source ESP8266_NONOS_SDK tools/gen_appbin.py
 */
export function buildEsp8266Version2(
  header: Header,
  chip: ChipSpec,
  segments: readonly LoadSegment[],
): ElfImageFile {
  const { mapped, loaded } = split(chip, segments);
  const mappedData = mapped?.data ?? new Uint8Array(0);
  const mappedBytes = Math.ceil(mappedData.length / lineBytes) * lineBytes;
  const second = loadedImage(header, loaded);
  const secondStart = headerSizeBytes + segmentHeaderSizeBytes + mappedBytes;
  const image = new Uint8Array(secondStart + second.length + crcSizeBytes);
  const view = new DataView(image.buffer);
  image.set([imageV2Magic, version2Mark, header.flashMode, header.flashSizeFrequency]);
  view.setUint32(4, header.entryPoint, true);
  view.setUint32(headerSizeBytes + 4, mappedBytes, true);
  image.set(mappedData, headerSizeBytes + segmentHeaderSizeBytes);
  image.set(second, secondStart);
  view.setUint32(image.length - crcSizeBytes, bootCrc(image.subarray(0, -crcSizeBytes)), true);
  return { flashOffset: mapped === null ? null : sectorOf(mapped.address - chip.irom[0]), bytes: image };
}

/** The mapped data follows the headers, so that its sector is where the file starts. */
function sectorOf(flashOffset: number): number {
  return flashOffset - (flashOffset % sectorBytes);
}

/** CRC-32 as the bootloader of the ESP8266 has it: taken as a signed number, without its sign, one more or one less. */
export function bootCrc(bytes: Uint8Array): number {
  const crc = crc32(bytes);
  return crc > 0x7fff_ffff ? ~crc >>> 0 : crc + 1;
}

function loadedImage(header: Header, segments: readonly LoadSegment[]): Uint8Array {
  return buildFirmwareImage({
    ...header,
    segments: segments.map(({ address, data }) => ({ loadAddress: address, data })),
  });
}

function split(
  chip: ChipSpec,
  segments: readonly LoadSegment[],
): { mapped: LoadSegment | null; loaded: readonly LoadSegment[] } {
  const mapped = segments.filter(({ address }) => isFlashMapped(chip, address));
  if (mapped.length > 1)
    throw new AppError('image-impossible', {
      reason: `${mapped.length} segments are mapped from flash, where this version has room for one`,
    });
  const loaded = segments.filter(({ address }) => !isFlashMapped(chip, address));
  if (loaded.length === 0)
    throw new AppError('image-impossible', { reason: 'the ELF file has nothing that goes into RAM' });
  return { mapped: mapped[0] ?? null, loaded };
}
