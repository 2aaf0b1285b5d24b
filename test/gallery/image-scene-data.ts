import type { FileComparison, FilePart, FileReport, ImageReport } from '../../src-shared/model/file-report';
import type { FirmwareItem } from '../../src-shared/model/firmware';
import type { NvsContents, NvsEntry, NvsPage, NvsValueType } from '../../src-shared/model/nvs';
import { imageSegments, reportOf, sampleImageReport } from '../support/sample-files';
import { sampleItem, samplePartitions } from '../support/sample-station';
import { otaPartitions } from './board-scene-data';

const longName =
  'greenhouse-sensor-with-a-very-long-project-name-and-build-number-20261121-release-esp32c3.bin';

export const damagedImage: ImageReport = {
  ...sampleImageReport,
  checksum: { stored: 0x5a, calculated: 0xc3 },
  digest: { stored: 'b7'.repeat(32), calculated: '3e'.repeat(32) },
};

export const signedImage: ImageReport = {
  ...sampleImageReport,
  signatures: [
    { scheme: 'RSA-PSS 3072, block 0', publicKeyDigest: '8f'.repeat(32), signsImage: true },
    { scheme: 'RSA-PSS 3072, block 1', publicKeyDigest: null, signsImage: false },
  ],
};

export const bootloaderImage: ImageReport = {
  ...sampleImageReport,
  role: 'bootloader',
  app: null,
  bootloader: { version: 1, idfVersion: 'v5.4', compiled: 'Nov  3 2026 09:12:40' },
  segments: imageSegments.slice(2, 5),
  sizeBytes: 17_712,
};

const part = (
  name: string,
  kind: FilePart['kind'],
  address: number,
  sizeBytes: number,
  memoryTypes: readonly string[] = [],
): FilePart => ({ name, kind, address, sizeBytes, memoryTypes });

const page = (change: Partial<NvsPage>): NvsPage => ({
  state: 'full',
  sequence: 0,
  written: 98,
  erased: 28,
  free: 0,
  ...change,
});

const nvsPages: readonly NvsPage[] = [
  page({}),
  page({ sequence: 1, written: 120, erased: 6 }),
  page({ state: 'active', sequence: 2, written: 34, erased: 4, free: 88 }),
  page({ state: 'corrupt', sequence: null, written: 60, erased: 0, free: 66 }),
  page({ state: 'blank', sequence: null, written: 0, erased: 0, free: 126 }),
  page({ state: 'blank', sequence: null, written: 0, erased: 0, free: 126 }),
];

const entry = (namespace: string, key: string, type: NvsValueType, value: string): NvsEntry => ({
  namespace,
  key,
  type,
  value,
  sizeBytes: type === 'blob' ? value.length / 2 : type === 'string' ? value.length + 1 : 4,
  page: 0,
});

export const nvs: NvsContents = {
  version: 2,
  sizeBytes: 0x6000,
  pages: nvsPages,
  entries: [
    entry('wifi', 'ssid', 'string', 'Greenhouse'),
    entry('wifi', 'password', 'string', 'correct horse battery staple'),
    entry('wifi', 'channel', 'u8', '11'),
    entry('wifi', 'bssid', 'blob', '7cdfa1b2c3d4'),
    entry('sensor', 'calibration', 'blob', '3f800000bf19999a'.repeat(24)),
    entry('sensor', 'interval_s', 'u16', '900'),
    entry('sensor', 'offset', 'i32', '-142'),
    entry('sensor', 'boots', 'u64', '18446744073709551615'),
    entry('sensor', 'label', 'string', ''),
    entry(
      'cloud',
      'certificate',
      'string',
      '-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUB8n0m0v5bq1s0i7h0b0p7X1mF6UwCgYIKoZIzj0EAwIw\n'.repeat(
        6,
      ),
    ),
    entry('cloud', 'endpoint', 'string', 'mqtts://telemetry.example.net:8883/greenhouse/north/7cdfa1b2c3d4'),
    entry('phy', 'cal_mac', 'blob', '7cdfa1b2c3d4'),
    entry('phy', 'cal_version', 'u32', '5002'),
  ],
  problems: [
    { code: 'page-header-damaged', page: 3, entry: null },
    { code: 'data-damaged', page: 1, entry: 47 },
  ],
  encrypted: false,
};

const merged = reportOf({
  name: 'greenhouse-factory-4MB.bin',
  format: 'merged-image',
  sizeBytes: 4 * 1024 * 1024,
  flashOffset: 0,
  image: bootloaderImage,
  images: [
    { name: '', address: 0, image: bootloaderImage },
    { name: 'ota_0', address: 0x20000, image: sampleImageReport },
    { name: 'ota_1', address: 0x160000, image: { ...damagedImage, digest: null } },
  ],
  parts: [
    part('', 'bootloader', 0, 17_712),
    part('', 'partition-table', 0x8000, 0xc00),
    part('nvs', 'nvs', 0x9000, 0x6000),
    part('otadata', 'ota-data', 0xf000, 0x2000),
    part('ota_0', 'app', 0x20000, 831_488),
    part('ota_1', 'app', 0x160000, 0x140000),
    part('storage', 'data', 0x2a0000, 0xe0000),
    part('coredump', 'blank', 0x3f0000, 0x10000),
  ],
  table: { rows: otaPartitions, tableOffset: 0x8000, hasMd5: true },
  nvs: { ...nvs, problems: [], pages: nvsPages.slice(0, 3), entries: nvs.entries.slice(0, 4) },
  otaData: {
    copies: [{ sequence: 1, state: 'valid', crcValid: true }, null],
    activeSequence: 1,
  },
});

const ranges = (count: number): readonly FilePart[] =>
  Array.from({ length: count }, (_, index) =>
    part('', 'data', 0x10000 + index * 0x4000, 0x1000 + (index % 5) * 0x700),
  );

export const reports = {
  image: reportOf({}),
  signed: reportOf({ name: 'greenhouse-signed.bin', image: signedImage }),
  cut: reportOf({
    name: 'half-downloaded.bin',
    image: { ...sampleImageReport, truncated: true, segments: imageSegments.slice(0, 2) },
  }),
  damaged: reportOf({ name: 'greenhouse-from-the-forum.bin', image: damagedImage }),
  bootloader: reportOf({ name: 'bootloader.bin', image: bootloaderImage, sizeBytes: 17_712, flashOffset: 0 }),
  merged,
  table: reportOf({
    name: 'partition-table.bin',
    format: 'partition-table',
    sizeBytes: 0xc00,
    chip: null,
    image: null,
    table: { rows: samplePartitions, tableOffset: 0x8000, hasMd5: true },
  }),
  nvs: reportOf({
    name: 'nvs-of-board-17.bin',
    format: 'nvs',
    sizeBytes: 0x6000,
    chip: null,
    image: null,
    nvs,
  }),
  encrypted: reportOf({
    name: 'nvs-encrypted.bin',
    format: 'nvs',
    sizeBytes: 0x6000,
    chip: null,
    image: null,
    nvs: { ...nvs, entries: [], problems: [], version: null, encrypted: true },
  }),
  nvsCsv: reportOf({
    name: 'factory-settings.csv',
    format: 'nvs-csv',
    sizeBytes: 812,
    chip: null,
    image: null,
    nvs: { ...nvs, pages: [], problems: [], sizeBytes: 0, version: null },
  }),
  ota: reportOf({
    name: 'otadata.bin',
    format: 'ota-data',
    sizeBytes: 0x2000,
    chip: null,
    image: null,
    otaData: {
      copies: [
        { sequence: 5, state: 'valid', crcValid: true },
        { sequence: 6, state: 'pending-verify', crcValid: false },
      ],
      activeSequence: 5,
    },
  }),
  elf: reportOf({
    name: 'greenhouse.elf',
    format: 'elf',
    sizeBytes: 6_120_448,
    chip: null,
    image: null,
    elf: { machine: 'risc-v', entryPoint: 0x4038_00e4, chips: ['esp32c3', 'esp32c2', 'esp32c6', 'esp32h2'] },
    parts: [
      part('.flash.rodata', 'segment', 0x3c09_0020, 141_312, ['DROM']),
      part('.dram0.data', 'segment', 0x3fc9_0000, 11_904, ['DRAM']),
      part('.iram0.text', 'segment', 0x4038_0000, 63_214, ['IRAM']),
      part('.flash.text', 'segment', 0x4200_0020, 588_146, ['IROM']),
      part('.rtc.text', 'segment', 0x5000_0000, 16, ['RTC_IRAM']),
    ],
  }),
  hex: reportOf({
    name: 'production.hex',
    format: 'intel-hex',
    sizeBytes: 2_412_310,
    image: null,
    flashOffset: 0x10000,
    parts: ranges(6),
  }),
  data: reportOf({ name: 'logo.raw', format: 'data', sizeBytes: 307_200, chip: null, image: null }),
  blank: reportOf({
    name: 'erased.bin',
    format: 'blank',
    sizeBytes: 0x10000,
    chip: null,
    image: null,
    head: 'ff'.repeat(256),
  }),
  empty: reportOf({ name: 'empty.bin', format: 'empty', sizeBytes: 0, chip: null, image: null, head: '' }),
  long: reportOf({
    name: longName,
    image: {
      ...sampleImageReport,
      app: {
        ...(sampleImageReport.app ?? {
          projectName: '',
          version: '',
          idfVersion: '',
          compiled: '',
          secureVersion: 0,
          elfSha256: '',
          mmuPageSizeBytes: null,
        }),
        projectName: 'greenhouse-sensor-with-a-long-na',
        version: 'v1.4.2-137-g0a1b2c3d4e5f-dirty-x',
        secureVersion: 3,
      },
    },
  }),
} satisfies Readonly<Record<string, FileReport>>;

export const differing: FileComparison = {
  first: reports.image,
  second: reportOf({ name: 'greenhouse-1.4.3.bin', sha256: 'ab'.repeat(32), sizeBytes: 832_000 }),
  identical: false,
  facts: [
    { fact: 'sizeBytes', first: '831488', second: '832000' },
    { fact: 'image.app.version', first: '1.4.2', second: '1.4.3' },
    { fact: 'image.app.compiled', first: 'Nov  3 2026 09:12:44', second: 'Nov 19 2026 17:40:02' },
    { fact: 'image.app.elfSha256', first: '1f'.repeat(32), second: '2e'.repeat(32) },
    { fact: 'image.segments.3.sizeBytes', first: '588146', second: '588658' },
    { fact: 'image.segments.3.address', first: '0x42000020', second: '0x42000040' },
  ],
  differingBytes: 1834,
  ranges: [
    { offset: 0x1c, sizeBytes: 1, expected: '42', actual: '43' },
    { offset: 0x50, sizeBytes: 12, expected: '312e342e32000000000000aa', actual: '312e342e33000000000000bb' },
    { offset: 0x8f00, sizeBytes: 1821, expected: 'deadbeef'.repeat(4), actual: 'cafef00d'.repeat(4) },
  ],
};

export const equal: FileComparison = {
  first: reports.image,
  second: { ...reports.image, name: 'downloaded/greenhouse (1).bin' },
  identical: true,
  facts: [],
  differingBytes: 0,
  ranges: [],
};

/** The application reaches into the storage that follows it. */
export const overlappingItems: readonly FirmwareItem[] = [
  sampleItem({
    id: 'a',
    name: 'bootloader.bin',
    sizeBytes: 17_712,
    kind: 'bootloader',
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
    offset: 0x10000,
    offsetReason: 'manifest',
  }),
  sampleItem({
    id: 'd',
    name: 'storage-with-a-rather-long-name-of-the-file-system.bin',
    sizeBytes: 0x40000,
    offset: 0xc0000,
    offsetReason: 'user',
  }),
  sampleItem({ id: 'e', name: 'logo.raw', sizeBytes: 307_200 }),
];
