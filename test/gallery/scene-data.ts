import type { ImportedFirmware } from '../../src-shared/model/firmware';
import type { TraceEntry } from '../../src-shared/model/trace';
import {
  sampleFirmware,
  sampleItem,
  sampleNowMs,
  samplePartitions,
  samplePort,
} from '../support/sample-station';

/** Two files that want the same bytes, one that nobody knows the place of, one that is empty. */
export const overlappingFirmware: ImportedFirmware = {
  ...sampleFirmware,
  items: [
    ...sampleFirmware.items,
    sampleItem({
      id: 'd',
      name: 'settings.bin',
      kind: 'nvs',
      sizeBytes: 0x6000,
      offset: 0xd000,
      offsetReason: 'file-name',
    }),
    sampleItem({
      id: 'e',
      name: 'wifi-calibration.bin',
      sizeBytes: 0x3000,
      offset: 0xf000,
      offsetReason: 'file-name',
    }),
    sampleItem({ id: 'f', name: 'logo.bin', sizeBytes: 22_000 }),
    sampleItem({ id: 'g', name: 'empty.bin', kind: 'empty', sizeBytes: 0 }),
  ],
};

const longName =
  'customer-4711_greenhouse-controller-production-release-candidate_esp32c3-16MB_signed_encrypted';

/** Names as build servers make them, more partitions than fit, a large flash. */
export const longFirmware: ImportedFirmware = {
  ...sampleFirmware,
  title: `${longName} 1.4.2-rc.3+build.20261103.091244.gdeadbeef`,
  source: `${longName}.zip`,
  items: [
    ...sampleFirmware.items.map((item) =>
      item.partitions === null
        ? { ...item, name: `${longName}-${item.name}` }
        : {
            ...item,
            partitions: [
              ...samplePartitions,
              ...Array.from({ length: 12 }, (_, index) => ({
                name: `assets_${index}`,
                type: 1,
                subtype: 0x82,
                offset: 0x20_0000 + index * 0x10_0000,
                sizeBytes: index % 3 === 0 ? 0x10_0000 : 0x4000,
                encrypted: false,
                readOnly: false,
              })),
            ],
          },
    ),
    ...Array.from({ length: 8 }, (_, index) =>
      sampleItem({
        id: `x${index}`,
        name: `assets_${index}.bin`,
        sizeBytes: 0x2000 * (index + 1),
        offset: 0x20_0000 + index * 0x10_0000,
        offsetReason: 'partition',
      }),
    ),
  ],
};

const commands = ['FLASH_DEFL_DATA', 'FLASH_DEFL_DATA', 'SPI_FLASH_MD5', 'READ_REG'];

export const sampleTrace: readonly TraceEntry[] = [
  {
    atMs: sampleNowMs - 3000,
    port: samplePort.id,
    jobId: 'job-1',
    body: { type: 'text', text: 'ESP-ROM:esp32c3-api1-20210207' },
  },
  {
    atMs: sampleNowMs - 2500,
    port: samplePort.id,
    jobId: 'job-1',
    body: { type: 'notice', code: 'stub-running', context: {} },
  },
  ...Array.from({ length: 400 }, (_, index): TraceEntry => ({
    atMs: sampleNowMs + index * 7,
    port: samplePort.id,
    jobId: 'job-1',
    body: {
      type: 'frame',
      direction: index % 2 === 0 ? 'host' : 'chip',
      command: commands[Math.floor(index / 2) % commands.length] ?? '',
      detail: index % 2 === 0 ? `seq ${index >> 1} · 16384 bytes` : 'ok',
      sizeBytes: index % 2 === 0 ? 16_404 : 10,
    },
  })),
];
