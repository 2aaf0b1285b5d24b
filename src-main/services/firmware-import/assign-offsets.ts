import type { ChipId } from '../../../src-shared/model/chip';
import type { FirmwareKind, OffsetReason } from '../../../src-shared/model/firmware';
import { partitionTableOffset, type PartitionEntry } from '../../../src-shared/model/partition-table';
import { chips } from '../../engine/chips/registry';
import type { FirmwareInspection } from '../../engine/image/inspect-firmware';
import { appPartitionType, dataPartitionType } from '../../engine/image/partition-table';

export interface FileToPlace {
  readonly name: string;
  readonly sizeBytes: number;
  readonly inspection: FirmwareInspection;
  /** What a manifest says. */
  readonly manifestOffset: number | null;
}

export interface Place {
  readonly offset: number | null;
  readonly reason: OffsetReason;
}

const factorySubtype = 0x00;
const testSubtype = 0x20;
const appDefaultOffset = 0x1_0000;
/** Data subtypes of what can be told by its contents. */
const dataSubtypes: Partial<Record<FirmwareKind, number>> = { 'ota-data': 0x00, nvs: 0x02 };
const unknown: Place = { offset: null, reason: 'unknown' };

/** Where each file belongs and why; nothing is guessed that the files or the chip do not tell. */
export function assignOffsets(files: readonly FileToPlace[], chip: ChipId | null): readonly Place[] {
  const table = files.find((file) => file.inspection.kind === 'partition-table')?.inspection.partitions ?? [];
  let appIsPlaced = false;
  return files.map((file) => {
    // A second app has no default of its own: which slot it is for only its owner knows.
    const place = placeOf(file, chip, table, !appIsPlaced);
    if (file.inspection.kind === 'app' && place.offset !== null) appIsPlaced = true;
    return place;
  });
}

function placeOf(
  file: FileToPlace,
  chip: ChipId | null,
  table: readonly PartitionEntry[],
  firstApp: boolean,
): Place {
  if (file.manifestOffset !== null) return { offset: file.manifestOffset, reason: 'manifest' };
  const { kind, image, flashOffset } = file.inspection;
  if (flashOffset !== null) return { offset: flashOffset, reason: 'bootloader-of-chip' };
  if (kind === 'bootloader') {
    const imageChip = image?.chip ?? chip;
    if (imageChip !== null)
      return { offset: chips[imageChip].bootloaderOffset, reason: 'bootloader-of-chip' };
  }
  if (kind === 'partition-table') return { offset: partitionTableOffset, reason: 'partition-table-default' };
  const named = offsetInName(file.name);
  if (named !== null) return { offset: named, reason: 'file-name' };
  if (kind === 'app') return firstApp ? placeOfApp(image?.chip ?? chip, table) : unknown;
  return placeOfData(file, table);
}

/** The factory partition, which a fresh OTA selection starts, else the first slot. */
function placeOfApp(chip: ChipId | null, table: readonly PartitionEntry[]): Place {
  const apps = table.filter((entry) => entry.type === appPartitionType && entry.subtype !== testSubtype);
  apps.sort((a, b) => a.offset - b.offset);
  const partition = apps.find((entry) => entry.subtype === factorySubtype) ?? apps[0];
  if (partition !== undefined) return { offset: partition.offset, reason: 'partition' };
  // An ESP8266 app without a partition table may belong to any of several boot schemes.
  return chip === 'esp8266' ? unknown : { offset: appDefaultOffset, reason: 'app-default' };
}

/** The partition with the file's name, or, for OTA data and NVS, the first of that kind. */
function placeOfData(file: FileToPlace, table: readonly PartitionEntry[]): Place {
  const subtype = dataSubtypes[file.inspection.kind];
  const stem = file.name.replace(/\.[^.]*$/, '').toLowerCase();
  const data = table.filter(
    (entry) => entry.type === dataPartitionType && entry.sizeBytes >= file.sizeBytes && file.sizeBytes > 0,
  );
  const partition =
    data.find((entry) => entry.name.toLowerCase() === stem) ??
    data.find((entry) => entry.subtype === subtype);
  return partition === undefined ? unknown : { offset: partition.offset, reason: 'partition' };
}

/** `app-0x10000.bin`, `spiffs_0x290000.bin`, `0x8000.bin`. */
function offsetInName(name: string): number | null {
  const match = /(?:^|[-_@])(0x[0-9a-f]{1,8})\.[^.]+$/i.exec(name);
  return match === null ? null : Number(match[1]);
}
