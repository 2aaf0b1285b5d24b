import type { FirmwareKind, ImageInfo } from '../../../src-shared/model/firmware';
import type { PartitionEntry } from '../../../src-shared/model/partition-table';
import { readAppDescription, readBootloaderDescription } from './app-description';
import { readDamagedImage } from './damaged-image';
import { looksLikeNvs, looksLikeOtaData } from './data-partitions';
import type { FirmwareImage } from './firmware-image';
import { chipOfImage, describeImage, hasMappedSegments } from './image-info';
import { readMergedImage } from './merged-image';
import { parsePartitionTable } from './partition-table';
import { readImage } from './read-image';

export interface FirmwareInspection {
  readonly kind: FirmwareKind;
  /** Of the bootloader, where the file is a merged one. */
  readonly image: ImageInfo | null;
  readonly partitions: readonly PartitionEntry[] | null;
  /** Where the file belongs when its contents alone tell; bytes. */
  readonly flashOffset: number | null;
  /** ESP-IDF version of a bootloader that names it; an app's is in its description. */
  readonly bootloaderIdfVersion: string | null;
}

/** Tells what a file is by its contents alone. Any bytes are an answer, at worst `data`; pure, and linear in the size. */
export function inspectFirmware(bytes: Uint8Array): FirmwareInspection {
  if (bytes.length === 0) return plain('empty');
  // Read once: checksum and digest of a large image are what takes time here.
  const image = readImage(bytes);
  return (
    inspectMerged(bytes, image) ??
    inspectImage(bytes, image ?? readDamagedImage(bytes)) ??
    inspectPartitionTable(bytes) ??
    plain(dataKind(bytes))
  );
}

function inspectMerged(bytes: Uint8Array, image: FirmwareImage | null): FirmwareInspection | null {
  const merged = readMergedImage(bytes, image);
  if (merged === null) return null;
  const bootloader = bytes.subarray(merged.bootloaderStart);
  return {
    kind: 'merged',
    image: describeImage(bootloader, merged.bootloader),
    partitions: merged.partitions,
    flashOffset: merged.flashOffset,
    bootloaderIdfVersion: readBootloaderDescription(bootloader)?.idfVersion ?? null,
  };
}

function inspectImage(bytes: Uint8Array, image: FirmwareImage | null): FirmwareInspection | null {
  if (image === null) return null;
  const kind = kindOfImage(bytes, image);
  return {
    ...plain(kind),
    image: describeImage(bytes, image),
    bootloaderIdfVersion:
      kind === 'bootloader' ? (readBootloaderDescription(bytes)?.idfVersion ?? null) : null,
  };
}

/** App or bootloader by what it says of itself, else by where its segments go; `data` where its chip is not known. */
export function kindOfImage(bytes: Uint8Array, image: FirmwareImage): 'app' | 'bootloader' | 'data' {
  if (readAppDescription(bytes) !== null) return 'app';
  if (readBootloaderDescription(bytes) !== null) return 'bootloader';
  // Where the chip is not known, neither is where it would look for this image.
  if (chipOfImage(image) === null) return 'data';
  return hasMappedSegments(image) ? 'app' : 'bootloader';
}

function inspectPartitionTable(bytes: Uint8Array): FirmwareInspection | null {
  if (bytes[0] !== 0xaa || bytes[1] !== 0x50 || bytes.length > partitionTableLimitBytes) return null;
  try {
    return { ...plain('partition-table'), partitions: parsePartitionTable(bytes).entries };
  } catch {
    return null;
  }
}

/** A table is one sector in flash; signed tables use the rest of it. */
const partitionTableLimitBytes = 0x1000;

function dataKind(bytes: Uint8Array): FirmwareKind {
  if (looksLikeOtaData(bytes)) return 'ota-data';
  return looksLikeNvs(bytes) ? 'nvs' : 'data';
}

function plain(kind: FirmwareKind): FirmwareInspection {
  return { kind, image: null, partitions: null, flashOffset: null, bootloaderIdfVersion: null };
}
