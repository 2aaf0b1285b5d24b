import type { BackupInfo } from '../../src-shared/model/backup';
import type { BoardInfo } from '../../src-shared/model/board';
import type {
  FirmwareItem,
  ImageInfo,
  ImportedFirmware,
  ImportOutcome,
} from '../../src-shared/model/firmware';
import type { FlashPlan, JobRecord, JobResult } from '../../src-shared/model/job';
import type { PartitionEntry } from '../../src-shared/model/partition-table';
import type { PortInfo } from '../../src-shared/model/port';
import { defaultSettings } from '../../src-shared/model/settings';

/* A board, its firmware and its jobs, as a station would tell of them. */

export const samplePort: PortInfo = {
  id: '/dev/ttyUSB0',
  kind: 'serial',
  label: 'CP2102N USB to UART Bridge',
  name: 'ttyUSB0',
  manufacturer: 'Silicon Labs',
  serialNumber: '01A2C4',
  usbVendorId: 0x10c4,
  usbProductId: 0xea60,
  adapter: 'CP210x',
  chip: null,
};

export const simulatedPort: PortInfo = {
  id: 'sim://esp32c3?flash=4MB',
  kind: 'simulated',
  label: 'Simulated ESP32-C3',
  name: 'esp32c3-1',
  manufacturer: null,
  serialNumber: null,
  usbVendorId: null,
  usbProductId: null,
  adapter: null,
  chip: 'esp32c3',
};

export const sampleBoard: BoardInfo = {
  chip: 'esp32c3',
  description: 'ESP32-C3 (QFN32)',
  revision: 4,
  features: ['Wi-Fi', 'BT 5 (LE)', 'Embedded Flash 4MB'],
  crystalMhz: 40,
  mac: '7c:df:a1:b2:c3:d4',
  eui64: null,
  usbMode: null,
  flash: {
    manufacturerId: 0xc8,
    deviceId: 0x4016,
    manufacturer: 'GigaDevice',
    sizeBytes: 4 * 1024 * 1024,
    voltage: '3.3V',
  },
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

const entry = (
  name: string,
  type: number,
  subtype: number,
  offset: number,
  sizeBytes: number,
): PartitionEntry => ({ name, type, subtype, offset, sizeBytes, encrypted: false, readOnly: false });

export const samplePartitions: readonly PartitionEntry[] = [
  entry('nvs', 1, 2, 0x9000, 0x6000),
  entry('phy_init', 1, 1, 0xf000, 0x1000),
  entry('factory', 0, 0, 0x10000, 0x100000),
  entry('storage', 1, 0x82, 0x110000, 0xf0000),
];

const image: ImageInfo = {
  chip: 'esp32c3',
  unknownChipId: null,
  flashMode: 'dio',
  flashFrequency: '80m',
  flashSize: '4MB',
  entryPoint: 0x4038_0000,
  segmentCount: 4,
  checksumValid: true,
  digestValid: true,
  minRevision: 3,
  maxRevision: 199,
  app: null,
};

export function sampleItem(change: Partial<FirmwareItem> & Pick<FirmwareItem, 'id' | 'name'>): FirmwareItem {
  return {
    file: `token-${change.id}`,
    sizeBytes: 0x1000,
    sha256: change.id.charCodeAt(0).toString(16).padStart(64, '0'),
    kind: 'data',
    image: null,
    partitions: null,
    offset: null,
    offsetReason: 'unknown',
    include: true,
    origin: null,
    note: '',
    ...change,
  };
}

export const sampleFirmware: ImportedFirmware = {
  title: 'Greenhouse sensor 1.4.2',
  source: 'build',
  chip: 'esp32c3',
  idfVersion: 'v5.4',
  format: 'esp-idf',
  flashMode: 'dio',
  flashFrequency: '80m',
  flashSize: '4MB',
  baud: null,
  eraseAll: null,
  notices: [],
  items: [
    sampleItem({
      id: 'a',
      name: 'bootloader.bin',
      sizeBytes: 17_712,
      kind: 'bootloader',
      image,
      offset: 0,
      offsetReason: 'manifest',
    }),
    sampleItem({
      id: 'b',
      name: 'partition-table.bin',
      sizeBytes: 3072,
      kind: 'partition-table',
      partitions: samplePartitions,
      offset: 0x8000,
      offsetReason: 'manifest',
    }),
    sampleItem({
      id: 'c',
      name: 'greenhouse.bin',
      sizeBytes: 831_488,
      kind: 'app',
      image: {
        ...image,
        app: {
          projectName: 'greenhouse',
          version: '1.4.2',
          idfVersion: 'v5.4',
          compiled: 'Nov  3 2026 09:12:44',
        },
      },
      offset: 0x10000,
      offsetReason: 'manifest',
    }),
  ],
};

/** What the station answers to an import that it has no question about. */
export function imported(firmware: ImportedFirmware): ImportOutcome {
  return { type: 'imported', firmware };
}

export const samplePlan: FlashPlan = {
  kind: 'flash',
  title: sampleFirmware.title,
  connect: { port: samplePort.id, chip: 'auto', baud: defaultSettings.baud, useStub: true },
  segments: sampleFirmware.items.map(({ file, name, offset, sha256 }) => ({
    file,
    name,
    offset: offset ?? 0,
    sha256,
  })),
  flashMode: 'keep',
  flashFrequency: 'keep',
  flashSize: 'detect',
  eraseAll: false,
  verify: true,
  compress: true,
  skipUnchanged: true,
  force: false,
};

export const sampleResult: JobResult = {
  board: sampleBoard,
  verified: true,
  output: null,
  segments: sampleFirmware.items.map(({ name, offset, sizeBytes }, index) => ({
    name,
    offset: offset ?? 0,
    sizeBytes,
    wireBytes: index === 0 ? 0 : Math.round(sizeBytes * 0.62),
    outcome: index === 0 ? 'unchanged' : 'verified',
    md5: [
      '9b3c0bd1c4d8a4b0e54b2cf0a1a5e7d2',
      '5f0a3c77e8fd0a1d66a1fb1b2d7c9e03',
      'c7e1d5b9a2f4480c9d3e6b1a0f7c2d85',
    ][index] as string,
  })),
  boot: {
    verdict: 'booted',
    lines: [
      'ESP-ROM:esp32c3-api1-20210207',
      'rst:0x1 (POWERON),boot:0xc (SPI_FAST_FLASH_BOOT)',
      'I (24) boot: ESP-IDF v5.4 2nd stage bootloader',
      'I (212) boot: Loaded app from partition at offset 0x10000',
      'I (243) app_init: Project name:     greenhouse',
      'I (248) app_init: App version:      1.4.2',
    ],
  },
};

export const sampleBackup: BackupInfo = {
  id: 'backup-1',
  createdAtMs: Date.UTC(2026, 10, 20, 15, 4),
  chip: 'esp32c3',
  mac: '7c:df:a1:b2:c3:d4',
  flashSizeBytes: 4 * 1024 * 1024,
  offset: 0,
  sizeBytes: 4 * 1024 * 1024,
  doneBytes: 4 * 1024 * 1024,
  label: '',
  fileName: 'esp32c3-7cdfa1b2c3d4-2026-11-20-1504.bin',
  sha256: '4be0f3a1c2d5e6978890a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f6',
};

/** 21 November 2026, 10:31:07 UTC. */
export const sampleNowMs = Date.UTC(2026, 10, 21, 10, 31, 7);

export function sampleRecord(change: Partial<JobRecord> = {}): JobRecord {
  return {
    id: 'job-1',
    kind: 'flash',
    port: samplePort.id,
    title: sampleFirmware.title,
    state: 'succeeded',
    createdAtMs: sampleNowMs,
    startedAtMs: sampleNowMs,
    finishedAtMs: sampleNowMs + 9400,
    result: sampleResult,
    error: null,
    ...change,
  };
}
