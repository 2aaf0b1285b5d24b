import type { ChipId } from '../../../src-shared/model/chip';
import { chips } from '../../../src-main/engine/chips/registry';
import { buildFirmwareImage } from '../../../src-main/engine/image/build-firmware-image';
import { buildPartitionTable } from '../../../src-main/engine/image/partition-table';
import type { PartitionEntry } from '../../../src-shared/model/partition-table';

/** dio, 80 MHz, 4 MB on the newer chips. */
const parameters = { flashMode: 2, flashSizeFrequency: 0x2f };

function extendedFor(chip: ChipId) {
  const chipId = chips[chip].imageChipId;
  return chipId === null ? null : { chipId, minRevision: 3, maxRevision: 399 };
}

function ramOf(chip: ChipId): number {
  const ram = chips[chip].memoryMap.find(([, , name]) => name === 'DRAM');
  if (ram === undefined) throw new Error(`${chip} has no RAM`);
  return ram[0];
}

/** A bootloader by its layout: segments in RAM alone. */
export function bootloaderFor(chip: ChipId, sizeBytes = 2000): Uint8Array {
  return buildFirmwareImage({
    ...parameters,
    entryPoint: ramOf(chip),
    extended: extendedFor(chip),
    segments: [{ loadAddress: ramOf(chip), data: new Uint8Array(sizeBytes).fill(0x11) }],
  });
}

export interface AppText {
  readonly project: string;
  readonly version: string;
}

/** An app by its layout: a segment that is mapped from flash; with a description when `text` is given. */
export function appFor(chip: ChipId, text: AppText | null = null, sizeBytes = 6000): Uint8Array {
  const constants = new Uint8Array(sizeBytes).fill(0x22);
  if (text !== null) {
    constants.fill(0, 0, 256);
    new DataView(constants.buffer).setUint32(0, 0xabcd_5432, true);
    const put = (at: number, value: string) => constants.set(new TextEncoder().encode(value), at);
    put(16, text.version);
    put(48, text.project);
    put(80, '10:20:30');
    put(96, 'Nov  1 2026');
    put(112, 'v5.3.1');
  }
  const { drom, irom } = chips[chip];
  return buildFirmwareImage({
    ...parameters,
    entryPoint: ramOf(chip),
    extended: extendedFor(chip),
    segments: [
      { loadAddress: (drom ?? irom)[0] + 0x20, data: constants },
      { loadAddress: ramOf(chip), data: new Uint8Array(500).fill(0x33) },
    ],
  });
}

export function entry(
  name: string,
  type: number,
  subtype: number,
  offset: number,
  sizeBytes: number,
): PartitionEntry {
  return { name, type, subtype, offset, sizeBytes, encrypted: false, readOnly: false };
}

export const otaPartitions: readonly PartitionEntry[] = [
  entry('nvs', 1, 2, 0x9000, 0x4000),
  entry('otadata', 1, 0, 0xd000, 0x2000),
  entry('ota_0', 0, 0x10, 0x2_0000, 0x18_0000),
  entry('ota_1', 0, 0x11, 0x1a_0000, 0x18_0000),
  entry('storage', 1, 0x82, 0x32_0000, 0x8_0000),
];

export const otaTable = buildPartitionTable(otaPartitions);

/** Pieces at their places, FF between them. */
export function merge(...pieces: readonly (readonly [offset: number, data: Uint8Array])[]): Uint8Array {
  const merged = new Uint8Array(Math.max(...pieces.map(([offset, data]) => offset + data.length))).fill(0xff);
  for (const [offset, data] of pieces) merged.set(data, offset);
  return merged;
}
