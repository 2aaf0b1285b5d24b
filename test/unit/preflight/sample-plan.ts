import type { BoardInfo } from '../../../src-shared/model/board';
import type { ChipSummary } from '../../../src-shared/model/chip';
import type { FirmwareKind, ImageInfo } from '../../../src-shared/model/firmware';
import type { PartitionEntry } from '../../../src-shared/model/partition-table';
import type { LayoutItem, PlanToCheck } from '../../../src-shared/preflight/check-plan';

const sizes = ['1MB', '2MB', '4MB', '8MB', '16MB'];

export const esp32c3: ChipSummary = {
  id: 'esp32c3',
  name: 'ESP32-C3',
  imageChipId: 5,
  bootloaderOffset: 0,
  flashModes: ['qio', 'qout', 'dio', 'dout'],
  flashFrequencies: ['80m', '40m', '26m', '20m'],
  flashSizes: sizes,
  hasStub: true,
};

export const esp32: ChipSummary = {
  ...esp32c3,
  id: 'esp32',
  name: 'ESP32',
  imageChipId: 0,
  bootloaderOffset: 0x1000,
};

export const esp8266: ChipSummary = {
  ...esp32,
  id: 'esp8266',
  name: 'ESP8266',
  imageChipId: null,
  bootloaderOffset: 0,
};

export const image: ImageInfo = {
  chip: 'esp32c3',
  unknownChipId: null,
  flashMode: 'dio',
  flashFrequency: '80m',
  flashSize: '4MB',
  entryPoint: 0x4038_0000,
  segmentCount: 3,
  checksumValid: true,
  digestValid: true,
  minRevision: 0,
  maxRevision: 199,
  app: null,
};

export function partition(
  name: string,
  type: number,
  subtype: number,
  offset: number,
  sizeBytes: number,
): PartitionEntry {
  return { name, type, subtype, offset, sizeBytes, encrypted: false, readOnly: false };
}

export const partitions: readonly PartitionEntry[] = [
  partition('nvs', 1, 2, 0x9000, 0x4000),
  partition('otadata', 1, 0, 0xd000, 0x2000),
  partition('factory', 0, 0, 0x1_0000, 0x10_0000),
  partition('ota_0', 0, 0x10, 0x12_0000, 0x18_0000),
];

export function item(
  name: string,
  kind: FirmwareKind,
  offset: number | null,
  sizeBytes: number,
  changes: Partial<LayoutItem> = {},
): LayoutItem {
  return {
    id: name,
    file: name,
    name,
    kind,
    offset,
    sizeBytes,
    sha256: '0'.repeat(64),
    image: kind === 'bootloader' || kind === 'app' || kind === 'merged' ? image : null,
    partitions: kind === 'partition-table' ? partitions : null,
    include: true,
    origin: null,
    note: '',
    ...changes,
  };
}

export const board: BoardInfo = {
  chip: 'esp32c3',
  description: 'ESP32-C3 (QFN32)',
  revision: 4,
  features: [],
  crystalMhz: 40,
  mac: '7c:df:a1:b2:c3:d4',
  eui64: null,
  usbMode: null,
  flash: { manufacturerId: 0x20, deviceId: 0x4016, manufacturer: null, sizeBytes: 0x40_0000, voltage: null },
  security: {
    secureBoot: false,
    flashEncryption: false,
    secureDownloadMode: false,
    flags: 0,
    chipId: 5,
    apiVersion: 3,
  },
  loader: 'stub',
};

export const bootloader = item('bootloader.bin', 'bootloader', 0, 0x5000);
export const table = item('partition-table.bin', 'partition-table', 0x8000, 0xc00);
export const app = item('app.bin', 'app', 0x1_0000, 0x3_0000);

/** A row as it comes out of a merged image. */
export function partOf(whole: LayoutItem, part: LayoutItem): LayoutItem {
  return { ...part, origin: { how: 'merged', name: whole.name, whole: whole.file } };
}

/** A plan with which nothing is wrong. */
export const soundPlan: PlanToCheck = {
  items: [bootloader, table, app],
  chip: esp32c3,
  chips: [esp8266, esp32, esp32c3],
  board,
  boardPartitions: null,
  flashMode: 'keep',
  flashFrequency: 'keep',
  flashSize: 'detect',
  eraseAll: false,
};
