import { AppError } from '../../src-shared/errors/app-error';
import type { BackupInfo } from '../../src-shared/model/backup';
import type { BoardInfo } from '../../src-shared/model/board';
import type { Diagnosis } from '../../src-shared/model/diagnosis';
import type { JobOutput, JobResult } from '../../src-shared/model/job';
import type { PartitionEntry } from '../../src-shared/model/partition-table';
import type { ProgressEvent } from '../../src-shared/model/progress';
import {
  sampleBackup,
  sampleBoard,
  sampleNowMs,
  samplePartitions,
  samplePort,
} from '../support/sample-station';

/** With all that can be told of a board. */
export const board: BoardInfo = {
  ...sampleBoard,
  chip: 'esp32c3',
  description: 'ESP32-C3 (QFN32)',
  features: ['Wi-Fi', 'BT 5 (LE)', 'Single Core', '160 MHz', 'Embedded Flash 4 MB (XMC)'],
  eui64: '7c:df:a1:ff:fe:b2:c3:d4',
  usbMode: 'USB-Serial/JTAG',
};

export const securedBoard: BoardInfo = {
  ...board,
  security: {
    secureBoot: true,
    flashEncryption: true,
    secureDownloadMode: true,
    flags: 0x0000_0d05,
    chipId: 5,
    apiVersion: 3,
  },
};

export const done = (output: JobOutput | null, change: Partial<JobResult> = {}): JobResult => ({
  board,
  segments: [],
  verified: false,
  boot: null,
  output,
  ...change,
});

export const table = (entries: readonly PartitionEntry[]): JobOutput => ({
  type: 'partitions',
  offset: 0x8000,
  entries,
  problem: null,
});

export const otaPartitions: readonly PartitionEntry[] = [
  ...samplePartitions.slice(0, 1),
  { ...samplePartitions[1]!, name: 'otadata', subtype: 0, offset: 0xf000, sizeBytes: 0x2000 },
  { ...samplePartitions[2]!, name: 'ota_0', subtype: 0x10, offset: 0x20000, sizeBytes: 0x140000 },
  { ...samplePartitions[2]!, name: 'ota_1', subtype: 0x11, offset: 0x160000, sizeBytes: 0x140000 },
  {
    ...samplePartitions[3]!,
    name: 'storage',
    subtype: 0x83,
    offset: 0x2a0000,
    sizeBytes: 0xe0000,
    encrypted: true,
  },
  {
    ...samplePartitions[3]!,
    name: 'coredump',
    subtype: 3,
    offset: 0x3f0000,
    sizeBytes: 0x10000,
    readOnly: true,
  },
];

export const backups: readonly BackupInfo[] = [
  { ...sampleBackup, id: 'b4', createdAtMs: sampleNowMs - 3_600_000, doneBytes: 2_600_000, sha256: null },
  {
    ...sampleBackup,
    id: 'b3',
    createdAtMs: sampleNowMs - 7_200_000,
    label: 'nvs',
    offset: 0x9000,
    sizeBytes: 0x6000,
    doneBytes: 0x6000,
  },
  sampleBackup,
  {
    ...sampleBackup,
    id: 'b1',
    chip: 'esp32',
    mac: '24:0a:c4:12:34:56',
    createdAtMs: sampleNowMs - 900_000_000,
    fileName: 'esp32-240ac4123456-2026-11-10-0931.bin',
  },
];

export const reading: readonly ProgressEvent[] = [
  { type: 'stage', stage: 'connect' },
  { type: 'stage', stage: 'stub' },
  { type: 'stage', stage: 'read' },
  ...Array.from({ length: 30 }, (_, index): ProgressEvent => ({
    type: 'bytes',
    stage: 'read',
    segment: null,
    done: (index + 1) * 65_536,
    total: 4 * 1024 * 1024,
  })),
];

export const diagnosis: Diagnosis = {
  port: samplePort.id,
  cause: 'normal-boot',
  context: { port: 'ttyUSB0' },
  evidence: [
    { code: 'port-opened', context: { port: 'ttyUSB0' } },
    { code: 'sync-silent', context: { count: 7 } },
    { code: 'boot-text', context: {} },
  ],
  bootText: [
    'ESP-ROM:esp32c3-api1-20210207',
    'rst:0x1 (POWERON),boot:0xc (SPI_FAST_FLASH_BOOT)',
    'SPIWP:0xee',
    'mode:DIO, clock div:1',
    'I (24) boot: ESP-IDF v5.4 2nd stage bootloader',
  ].join('\n'),
  board: null,
};

export const noAnswer = new AppError('connect-normal-boot', { port: 'ttyUSB0' }).toWire();

export const comparison: JobOutput = {
  type: 'comparison',
  segments: [
    {
      name: 'greenhouse.bin',
      same: false,
      differingBytes: 37,
      ranges: [
        {
          offset: 0x20020,
          sizeBytes: 32,
          expected: '677265656e686f7573650000000000ff',
          actual: '677265656e686f757365000000000000',
        },
        { offset: 0x3f1a4, sizeBytes: 5, expected: 'deadbeef01', actual: 'ffffffffff' },
      ],
    },
  ],
};

export const memoryHex = Array.from({ length: 160 }, (_, index) =>
  ((index * 37 + (index >> 3) * 11) & 0xff).toString(16).padStart(2, '0'),
).join('');
