import type { PartitionEntry } from '../../../src-shared/model/partition-table';
import { otaSlotOf } from '../../../src-shared/partitions/app-slots';

/** What a partition is for; the words are in the locale files under `partitionKinds`. */
export type PartitionKind =
  | 'app'
  | 'factory'
  | 'ota-slot'
  | 'test'
  | 'tee'
  | 'data'
  | 'ota-data'
  | 'phy'
  | 'nvs'
  | 'coredump'
  | 'nvs-keys'
  | 'efuse'
  | 'http'
  | 'fat'
  | 'spiffs'
  | 'littlefs'
  | 'bootloader'
  | 'table'
  | 'custom';

const appType = 0x00;

const appKinds: Readonly<Record<number, PartitionKind>> = {
  0x00: 'factory',
  0x20: 'test',
  0x30: 'tee',
  0x31: 'tee',
};

const dataKinds: Readonly<Record<number, PartitionKind>> = {
  0x00: 'ota-data',
  0x01: 'phy',
  0x02: 'nvs',
  0x03: 'coredump',
  0x04: 'nvs-keys',
  0x05: 'efuse',
  0x80: 'http',
  0x81: 'fat',
  0x82: 'spiffs',
  0x83: 'littlefs',
  0x90: 'ota-data',
};

/** @source ESP-IDF programming guide, Partition Tables, type and subtype */
export function partitionKind({ type, subtype }: Pick<PartitionEntry, 'type' | 'subtype'>): PartitionKind {
  switch (type) {
    case appType:
      return otaSlotOf({ type, subtype }) === null ? (appKinds[subtype] ?? 'app') : 'ota-slot';
    case 0x01:
      return dataKinds[subtype] ?? 'data';
    case 0x02:
      return 'bootloader';
    case 0x03:
      return 'table';
    default:
      return 'custom';
  }
}
