import type { ChipId } from '../../../src-shared/model/chip';
import { partitionTableOffset, type PartitionEntry } from '../../../src-shared/model/partition-table';
import { appSubtype, dataSubtype, partitionType } from '../../../src-shared/partitions/partition-types';
import { chips } from '../../engine/chips/registry';
import type { FirmwareInspection } from '../../engine/image/inspect-firmware';
import type { Place } from '../expand/expansion';

export interface FileToPlace {
  readonly name: string;
  readonly sizeBytes: number;
  readonly inspection: FirmwareInspection;
  /** What a build or a container says; null: nothing does. */
  readonly place: Place | null;
}

const appDefaultOffset = 0x1_0000;
const fileSystemSubtypes: readonly number[] = [0x81, 0x82, 0x83];
const fileSystemNames: readonly string[] = ['fatfs', 'fat', 'ffat', 'spiffs', 'littlefs'];
const unknown: Place = { offset: null, reason: 'unknown' };

/** Where each file belongs and why; nothing is guessed that the files or the chip do not tell. */
export function assignOffsets(files: readonly FileToPlace[], chip: ChipId | null): readonly Place[] {
  const table = files.find((file) => file.inspection.kind === 'partition-table')?.inspection.partitions ?? [];
  let appIsPlaced = files.some(
    ({ inspection, place }) => inspection.kind === 'app' && (place?.offset ?? null) !== null,
  );
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
  if (file.place !== null && file.place.offset !== null) return file.place;
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
  const apps = table.filter(({ type, subtype }) => type === partitionType.app && isStarted(subtype));
  apps.sort((a, b) => a.offset - b.offset);
  const partition = apps.find((entry) => entry.subtype === appSubtype.factory) ?? apps[0];
  if (partition !== undefined) return { offset: partition.offset, reason: 'partition' };
  // An ESP8266 app without a partition table may belong to any of several boot schemes.
  return chip === 'esp8266' ? unknown : { offset: appDefaultOffset, reason: 'app-default' };
}

function isStarted(subtype: number): boolean {
  return subtype === appSubtype.factory || (subtype >= appSubtype.firstOta && subtype <= appSubtype.lastOta);
}

/** The partition with the file's name, or the only one of its kind. Two of them are two answers. */
function placeOfData(file: FileToPlace, table: readonly PartitionEntry[]): Place {
  const stem = file.name.replace(/\.[^.]*$/, '').toLowerCase();
  const data = table.filter(
    (entry) => entry.type !== partitionType.app && entry.sizeBytes >= file.sizeBytes && file.sizeBytes > 0,
  );
  const named = data.filter((entry) => entry.name.toLowerCase() === stem);
  const fitting = named.length > 0 ? named : data.filter((entry) => isOfKind(entry, file, stem));
  const [only] = fitting;
  return only === undefined || fitting.length > 1 ? unknown : { offset: only.offset, reason: 'partition' };
}

/** OTA data and NVS show what they are; file systems are told by what build tools call them. */
function isOfKind({ type, subtype }: PartitionEntry, { inspection }: FileToPlace, stem: string): boolean {
  if (type !== partitionType.data) return false;
  if (inspection.kind === 'ota-data') return subtype === dataSubtype.ota;
  if (inspection.kind === 'nvs') return subtype === dataSubtype.nvs;
  return fileSystemNames.includes(stem) && fileSystemSubtypes.includes(subtype);
}

/** `app-0x10000.bin`, `spiffs_0x290000.bin`, `0x8000.bin`. */
function offsetInName(name: string): number | null {
  const match = /(?:^|[-_@])(0x[0-9a-f]{1,8})\.[^.]+$/i.exec(name);
  return match === null ? null : Number(match[1]);
}
