import { createHash } from 'node:crypto';
import { AppError } from '../../../src-shared/errors/app-error';
import type { ChipSpec } from '../chips/chip-spec';
import { arrangeSegments, sortSegments, type PlacedSegment } from './arrange-segments';
import { buildFirmwareImage, type FirmwareImageContent } from './build-firmware-image';
import { parseElf } from './elf';
import { describeElfDigest, placeElfDigest } from './elf-digest';
import { buildEsp8266Version1, buildEsp8266Version2 } from './esp8266-image';
import {
  mergeTouching,
  segmentsOfProgramHeaders,
  segmentsOfSections,
  type LoadSegment,
} from './load-segment';
import { choosePageSize, type PageSizeChoice } from './mmu-page-size';
import { buildRamOnlyImage } from './ram-only-image';
import { secureFilling, type SecurePadding } from './secure-padding';

const headerSizeBytes = 8;
const extendedHeaderSizeBytes = 24;
/** What ROM and bootloader accept. @source ESP-IDF esp_image_format.h */
const maxSegments = 16;
/** No flash is larger. */
const largestPaddingBytes = 128 * 1024 * 1024;

export interface ElfImageRequest {
  readonly chip: ChipSpec;
  /** ESP8266 only: 1 for the ROM alone, 2 for a bootloader that starts one image, 3 for the RTOS SDK's bootloader. */
  readonly version: 1 | 2 | 3;
  /** 0 qio, 1 qout, 2 dio, 3 dout. */
  readonly flashMode: number;
  /** Size code in the high nibble, frequency code in the low one. */
  readonly flashSizeFrequency: number;
  /** Major × 100 + minor, like `maxRevision`. */
  readonly minRevision: number;
  readonly maxRevision: number;
  /** The field of images older than full revisions. */
  readonly legacyMinRevision: number;
  /** Program headers instead of sections say what goes where. */
  readonly useProgramHeaders: boolean;
  /** Null: what the app's description says, or 64 KB. */
  readonly pageSizeBytes: number | null;
  readonly appendDigest: boolean;
  /** The ROM is to see nothing but the RAM segments; the program maps its flash itself. */
  readonly ramOnlyHeader: boolean;
  readonly securePadding: SecurePadding | null;
  /** Where in the image the ELF's SHA-256 goes; null puts it into the app's description, if there is one with room. */
  readonly elfSha256Offset: number | null;
  /** The image is filled up with FF to a multiple of this; null leaves it as it is. */
  readonly padToSizeBytes: number | null;
}

export interface ElfImage {
  /** One; for version 1 of the ESP8266, a second one with the code that is mapped from flash. */
  readonly files: readonly ElfImageFile[];
  /** How many sections became part of the one before them. */
  readonly mergedCount: number;
  /** Null on the ESP8266. */
  readonly pageSize: PageSizeChoice | null;
}

export interface ElfImageFile {
  /** Where the file belongs; null where that is not for the ELF to say. */
  readonly flashOffset: number | null;
  readonly bytes: Uint8Array;
}

/** Makes a firmware image of an ELF file. Throws `elf-invalid` and `image-impossible`. */
export function imageFromElf(elfBytes: Uint8Array, request: ElfImageRequest, name = 'ELF file'): ElfImage {
  checkRequest(request);
  const elf = parseElf(elfBytes, name);
  const found = request.useProgramHeaders ? segmentsOfProgramHeaders(elf) : segmentsOfSections(elf);
  if (found.length === 0) throw impossible(`${name} has nothing to load`);
  const digest = createHash('sha256').update(elfBytes).digest();
  const merged = mergeTouching(request.chip, found);
  if (merged.length > maxSegments) throw impossible(`${name} has ${merged.length} segments`);
  const segments = request.elfSha256Offset === null ? describeElfDigest(merged, digest) : merged;
  const mergedCount = found.length - merged.length;
  const source = { request, entryPoint: elf.entryPoint, segments, digest };
  if (request.chip.imageChipId === null) return { files: esp8266Files(source), mergedCount, pageSize: null };
  const pageSize = choosePageSize(request.chip, request.pageSizeBytes, segments);
  const bytes = request.ramOnlyHeader ? ramOnly(source, pageSize) : complete(source, pageSize.sizeBytes);
  return { files: [{ flashOffset: null, bytes: filledUp(bytes, request) }], mergedCount, pageSize };
}

interface ImageSource {
  readonly request: ElfImageRequest;
  readonly entryPoint: number;
  readonly segments: readonly LoadSegment[];
  /** SHA-256 of the ELF file. */
  readonly digest: Uint8Array;
}

function checkRequest(request: ElfImageRequest): void {
  const { chip, version, securePadding, ramOnlyHeader, elfSha256Offset, padToSizeBytes } = request;
  const isEsp8266 = chip.imageChipId === null;
  if (isEsp8266 && (securePadding !== null || ramOnlyHeader))
    throw impossible(`the ${chip.name} knows neither secure boot nor images for RAM alone`);
  if (isEsp8266 && version < 3 && elfSha256Offset !== null)
    throw impossible('only version 3 of the ESP8266’s images has room for the ELF’s SHA-256');
  if (isEsp8266 && version === 1 && padToSizeBytes !== null)
    throw impossible('version 1 of the ESP8266’s images consists of two files: neither can be filled up');
  if (padToSizeBytes !== null && (padToSizeBytes < 1 || padToSizeBytes > largestPaddingBytes))
    throw impossible(`it cannot be filled up to ${padToSizeBytes} bytes`);
  if (securePadding === 'v1' && chip.id !== 'esp32')
    throw impossible(`secure boot version 1 exists on the ESP32 alone, not on the ${chip.name}`);
  if (securePadding !== null && (!request.appendDigest || ramOnlyHeader))
    throw impossible('images for secure boot need their SHA-256 appended');
}

function headerOf({ request, entryPoint }: ImageSource): Omit<FirmwareImageContent, 'segments'> {
  const { chip, flashMode, flashSizeFrequency, minRevision, maxRevision, legacyMinRevision } = request;
  const extended =
    chip.imageChipId === null
      ? null
      : { chipId: chip.imageChipId, minRevision, maxRevision, legacyMinRevision };
  return { flashMode, flashSizeFrequency, entryPoint, extended, digest: request.appendDigest };
}

function esp8266Files(source: ImageSource): readonly ElfImageFile[] {
  const { request, segments } = source;
  const header = { ...headerOf(source), digest: false };
  if (request.version === 1) return buildEsp8266Version1(header, request.chip, segments);
  const { flashOffset, bytes } =
    request.version === 2
      ? buildEsp8266Version2(header, request.chip, segments)
      : { flashOffset: null, bytes: complete(source, esp8266PageSizeBytes) };
  return [{ flashOffset, bytes: filledUp(bytes, request) }];
}

/** Images for the RTOS SDK's bootloader are laid out for 64 KB, though the ESP8266 maps a megabyte at once. */
const esp8266PageSizeBytes = 0x1_0000;

function complete(source: ImageSource, pageSizeBytes: number): Uint8Array {
  const { request, segments, digest } = source;
  const { chip, securePadding, elfSha256Offset } = request;
  const start = chip.imageChipId === null ? headerSizeBytes : extendedHeaderSizeBytes;
  const sorted = sortSegments(chip, segments, pageSizeBytes);
  const arranged = arrangeSegments(sorted, { chip, headerSizeBytes: start, pageSizeBytes });
  const filled: readonly PlacedSegment[] =
    securePadding === null
      ? arranged
      : [...arranged, secureFilling(securePadding, arranged, start, pageSizeBytes)];
  if (filled.length > maxSegments) throw impossible(`the image would have ${filled.length} segments`);
  const placed = elfSha256Offset === null ? filled : placeElfDigest(filled, start, elfSha256Offset, digest);
  return buildFirmwareImage({ ...headerOf(source), segments: placed });
}

function ramOnly(source: ImageSource, { sizeBytes }: PageSizeChoice): Uint8Array {
  const { request, segments, digest } = source;
  const sorted = sortSegments(request.chip, segments, sizeBytes);
  const header = { ...headerOf(source), digest: false };
  const placeDigest = (placed: readonly PlacedSegment[], start: number): readonly PlacedSegment[] =>
    request.elfSha256Offset === null
      ? placed
      : placeElfDigest(placed, start, request.elfSha256Offset, digest);
  return buildRamOnlyImage(header, sorted, { chip: request.chip, pageSizeBytes: sizeBytes, placeDigest });
}

function filledUp(bytes: Uint8Array, { padToSizeBytes }: ElfImageRequest): Uint8Array {
  if (padToSizeBytes === null || bytes.length % padToSizeBytes === 0) return bytes;
  const filled = new Uint8Array(Math.ceil(bytes.length / padToSizeBytes) * padToSizeBytes).fill(0xff);
  filled.set(bytes);
  return filled;
}

function impossible(reason: string): AppError {
  return new AppError('image-impossible', { reason });
}
