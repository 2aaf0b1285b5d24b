import { parsePartitionNumber } from './partition-number';

/** A word of ESP-IDF's partition tables and the byte that stands for it. */
export interface PartitionWord {
  readonly name: string;
  readonly value: number;
}

/** The types that have names of their own; 0x40…0xFE are a project's own. */
export const partitionType = { app: 0, data: 1, bootloader: 2, partitionTable: 3 } as const;

/** Subtypes that something depends on, each of its type. */
export const appSubtype = { factory: 0x00, firstOta: 0x10, lastOta: 0x1f, test: 0x20 } as const;
export const dataSubtype = {
  ota: 0x00,
  phy: 0x01,
  nvs: 0x02,
  coredump: 0x03,
  nvsKeys: 0x04,
  efuse: 0x05,
  undefined: 0x06,
  esphttpd: 0x80,
  fat: 0x81,
  spiffs: 0x82,
  littlefs: 0x83,
  teeOta: 0x90,
} as const;
/** Of bootloaders and partition tables: the one in use. */
export const primarySubtype = 0;
export const recoverySubtype = 2;

const largestByte = 0xff;
const otaSlots = 16;
const teeSlots = 2;
const firstTee = 0x30;

const words = (names: Readonly<Record<string, number>>): readonly PartitionWord[] =>
  Object.entries(names).map(([name, value]) => ({ name, value }));

const numbered = (name: string, count: number, first: number): readonly PartitionWord[] =>
  Array.from({ length: count }, (_, index) => ({ name: `${name}_${index}`, value: first + index }));

/** In the order of a picker. @source ESP-IDF Programming Guide, "Partition Tables" */
export const partitionTypes: readonly PartitionWord[] = words({
  app: partitionType.app,
  data: partitionType.data,
  bootloader: partitionType.bootloader,
  partition_table: partitionType.partitionTable,
});

/** @source ESP-IDF Programming Guide, "Partition Tables", and esp_partition_subtype_t of esp_partition.h */
const subtypes: Readonly<Record<number, readonly PartitionWord[]>> = {
  [partitionType.app]: [
    { name: 'factory', value: appSubtype.factory },
    ...numbered('ota', otaSlots, appSubtype.firstOta),
    { name: 'test', value: appSubtype.test },
    ...numbered('tee', teeSlots, firstTee),
  ],
  [partitionType.data]: words({
    ota: dataSubtype.ota,
    phy: dataSubtype.phy,
    nvs: dataSubtype.nvs,
    coredump: dataSubtype.coredump,
    nvs_keys: dataSubtype.nvsKeys,
    efuse: dataSubtype.efuse,
    undefined: dataSubtype.undefined,
    esphttpd: dataSubtype.esphttpd,
    fat: dataSubtype.fat,
    spiffs: dataSubtype.spiffs,
    littlefs: dataSubtype.littlefs,
    tee_ota: dataSubtype.teeOta,
  }),
  [partitionType.bootloader]: words({ primary: primarySubtype, ota: 1, recovery: recoverySubtype }),
  [partitionType.partitionTable]: words({ primary: primarySubtype, ota: 1 }),
};

/** The named subtypes of a type; none for a project's own types. */
export function subtypesOf(type: number): readonly PartitionWord[] {
  return subtypes[type] ?? [];
}

/** `app`, `data` …; `0x40` for what has no name. */
export function partitionTypeName(type: number): string {
  return nameOf(partitionTypes, type);
}

/** `ota_0`, `nvs` …; `0x07` for what has no name. */
export function partitionSubtypeName(type: number, subtype: number): string {
  return nameOf(subtypesOf(type), subtype);
}

/** A name, or a number up to 255 as CSV files spell them; null for anything else. */
export function parsePartitionType(text: string): number | null {
  return parseWord(partitionTypes, text);
}

/** Like `parsePartitionType`, with the names of this type. */
export function parsePartitionSubtype(type: number, text: string): number | null {
  return parseWord(subtypesOf(type), text);
}

function nameOf(known: readonly PartitionWord[], value: number): string {
  return known.find((word) => word.value === value)?.name ?? `0x${value.toString(16).padStart(2, '0')}`;
}

function parseWord(known: readonly PartitionWord[], text: string): number | null {
  const name = text.trim().toLowerCase();
  const value = known.find((word) => word.name === name)?.value ?? parsePartitionNumber(text);
  return value !== null && value >= 0 && value <= largestByte ? value : null;
}
