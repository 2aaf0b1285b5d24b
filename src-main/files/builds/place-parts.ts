import { AppError } from '../../../src-shared/errors/app-error';
import type { ChipId } from '../../../src-shared/model/chip';
import type { ImportNotice } from '../../../src-shared/model/firmware';
import { partitionTableOffset, type PartitionEntry } from '../../../src-shared/model/partition-table';
import { startedSlot } from '../../../src-shared/partitions/app-slots';
import {
  dataSubtype,
  partitionSubtypeName,
  partitionType,
} from '../../../src-shared/partitions/partition-types';
import { chips } from '../../engine/chips/registry';
import { chipOfImage } from '../../engine/image/image-info';
import { parsePartitionTable, partitionTableSizeBytes } from '../../engine/image/partition-table';
import { readImage } from '../../engine/image/read-image';
import { largestFirmwareBytes } from '../read-bounded';
import type { FirmwareTree } from '../tree/firmware-tree';
import type { BuildFile } from './build';
import { buildFile, inFlashOrder } from './new-build';

export const fileSystemNames = ['littlefs', 'spiffs', 'fatfs'] as const;

/** What PlatformIO and Arduino build, by path in the tree; null for what they did not. */
export interface BuildParts {
  readonly bootloader: string | null;
  readonly table: string | null;
  /** OTA data that start the first slot. */
  readonly otaData: string | null;
  readonly app: string;
  readonly fileSystems: readonly { readonly path: string; readonly kind: (typeof fileSystemNames)[number] }[];
  /** Where the build tool says that the app goes; null: it does not. */
  readonly appOffset: number | null;
  /** What is around the files may tell it; null: they must. */
  readonly chip: ChipId | null;
}

export interface PlacedParts {
  readonly chip: ChipId;
  readonly files: readonly BuildFile[];
  readonly notices: readonly ImportNotice[];
}

/** @source arduino-esp32, platform.txt, upload.pattern */
const usualOtaDataOffset = 0xe000;
const usualAppOffset = 0x1_0000;
/** Room for a signature behind the table. */
const largestTableBytes = 0x1000;

/**
 * Where the cores for Arduino and PlatformIO put what they build: the bootloader where the chip looks for it, the app where
 * the table starts it, on an ESP8266 all in one at the beginning. Null where nothing in it is for a chip of Espressif's: the
 * same tools build for others.
 */
export async function placeParts(tree: FirmwareTree, parts: BuildParts): Promise<PlacedParts | null> {
  // Only an ESP8266 has neither.
  const which = parts.bootloader === null && parts.table === null ? 'any' : 'esp32-only';
  const chip =
    parts.chip ??
    (await chipOfFile(tree, parts.bootloader, 'esp32-only')) ??
    (await chipOfFile(tree, parts.app, which));
  if (chip === null) return null;
  const { placed, notices } =
    chip === 'esp8266' ? placeOnEsp8266(parts) : await placeOnEsp32(tree, parts, chip);
  return { chip, files: inFlashOrder(placed), notices };
}

interface Placing {
  readonly placed: readonly BuildFile[];
  readonly notices: readonly ImportNotice[];
}

/** The loader is part of the app's file. Where file systems are, the linker script knows alone. */
function placeOnEsp8266(parts: BuildParts): Placing {
  const fileSystems = parts.fileSystems.map(({ path }) => buildFile(path, null, 'unknown'));
  return { placed: [buildFile(parts.app, parts.appOffset ?? 0, 'build-rule'), ...fileSystems], notices: [] };
}

async function placeOnEsp32(tree: FirmwareTree, parts: BuildParts, chip: ChipId): Promise<Placing> {
  const { bootloader, table, otaData } = parts;
  const entries = table === null ? null : await readTable(tree, table);
  const placed: BuildFile[] = [];
  const notices: ImportNotice[] = [];
  if (bootloader !== null) placed.push(buildFile(bootloader, chips[chip].bootloaderOffset, 'build-rule'));
  if (table !== null) placed.push(buildFile(table, partitionTableOffset, 'build-rule'));
  const otaPlace = entries === null ? usualOtaDataOffset : otaDataOffset(entries);
  if (otaData !== null) placed.push(buildFile(otaData, otaPlace, 'build-rule'));
  // Without it the board goes on starting the slot that it was last updated to.
  else if (entries !== null && otaPlace !== null) notices.push({ code: 'boot-app0-missing', context: {} });
  placed.push(buildFile(parts.app, parts.appOffset ?? appOffset(entries), 'build-rule'));
  for (const { path, kind } of parts.fileSystems)
    placed.push(buildFile(path, fileSystemOffset(entries ?? [], kind), 'partition'));
  return { placed, notices };
}

function appOffset(entries: readonly PartitionEntry[] | null): number {
  return startedSlot(entries ?? [], null).slot?.entry.offset ?? usualAppOffset;
}

function otaDataOffset(entries: readonly PartitionEntry[]): number | null {
  const partition = entries.find(
    ({ type, subtype }) => type === partitionType.data && subtype === dataSubtype.ota,
  );
  return partition?.offset ?? null;
}

/** LittleFS usually lives in a partition that says SPIFFS: the cores' own tables have no other. */
function fileSystemOffset(
  entries: readonly PartitionEntry[],
  kind: (typeof fileSystemNames)[number],
): number | null {
  const subtypes = kind === 'fatfs' ? ['fat'] : kind === 'littlefs' ? ['littlefs', 'spiffs'] : ['spiffs'];
  const partitions = subtypes.map((wanted) =>
    entries.find(
      ({ type, subtype }) => type === partitionType.data && partitionSubtypeName(type, subtype) === wanted,
    ),
  );
  return partitions.find((partition) => partition !== undefined)?.offset ?? null;
}

/** Null for a file that is no table: what it is, is said where the files are looked at. */
async function readTable(tree: FirmwareTree, path: string): Promise<readonly PartitionEntry[] | null> {
  try {
    const bytes = await tree.read(path, largestTableBytes);
    return parsePartitionTable(bytes.subarray(0, partitionTableSizeBytes)).entries;
  } catch (error) {
    if (error instanceof AppError && ['partition-table-invalid', 'file-too-large'].includes(error.code))
      return null;
    throw error;
  }
}

/** `any`: an image whose header names no chip is an ESP8266's, for these tools build for no other chip without one. */
async function chipOfFile(
  tree: FirmwareTree,
  path: string | null,
  which: 'esp32-only' | 'any',
): Promise<ChipId | null> {
  const image = path === null ? null : readImage(await tree.read(path, largestFirmwareBytes));
  if (image === null) return null;
  if (image.chipId === null) return which === 'any' ? 'esp8266' : null;
  return chipOfImage(image);
}
