import type { ChipSpec } from '../../engine/chips/chip-spec';
import type { FlashView } from '../flash/flash-view';
import { appStart, type SecondStage } from './app-start';
import type { BootEnd } from './boot-script';
import { checksumHolds, digestHolds, readFlashImage, type FlashImage } from './flash-image';
import type { FirmwareLog } from './firmware-log';
import { bootOrder, readPartitionTable, type PartitionEntry } from './partition-entries';

/** The bootloader gives up by itself and starts over. */
const startOver: BootEnd = { type: 'reset', reason: 'software', afterMs: 200 };

/** What ESP-IDF's second-stage bootloader does: partition table, choice of the app, its checks, its start. */
export function runSecondStage(stage: SecondStage): BootEnd {
  const { chip, nor, log } = stage;
  log.add('I', 'boot', 'ESP-IDF 2nd stage bootloader');
  const table = readPartitionTable(nor);
  if (!table.ok) {
    log.add('E', 'flash_parts', table.complaint);
    log.add('E', 'boot', 'Failed to verify partition table');
    log.add('E', 'boot', 'load partition table error!');
    return startOver;
  }
  describeTable(log, table.entries);
  for (const entry of bootOrder(nor, table.entries)) {
    const image = loadApp(chip, nor, entry, log);
    if (image) {
      log.add('I', 'boot', `Loaded app from partition at offset 0x${entry.offset.toString(16)}`);
      return appStart(stage, image);
    }
  }
  log.add('E', 'boot', 'No bootable app partitions in the partition table');
  return startOver;
}

function describeTable(log: FirmwareLog, entries: readonly PartitionEntry[]): void {
  log.add('I', 'boot', 'Partition Table:');
  log.add('I', 'boot', '## Label            Usage          Type ST Offset   Length');
  for (const [index, { label, type, subtype, offset, sizeBytes }] of entries.entries()) {
    const usage = usageOf(type, subtype).padEnd(16);
    const numbers = `${hex(type, 2)} ${hex(subtype, 2)} ${hex(offset, 8)} ${hex(sizeBytes, 8)}`;
    log.add('I', 'boot', `${String(index).padStart(2)} ${label.padEnd(16)} ${usage} ${numbers}`);
  }
  log.add('I', 'boot', 'End of partition table');
}

const dataUsages: Readonly<Record<number, string>> = {
  0: 'OTA data',
  1: 'RF data',
  2: 'WiFi data',
  3: 'Unknown data',
  4: 'NVS keys',
};

function usageOf(type: number, subtype: number): string {
  if (type === 1) return dataUsages[subtype] ?? 'Unknown data';
  if (type !== 0) return 'unknown';
  if (subtype === 0) return 'factory app';
  return subtype === 0x20 ? 'test app' : 'OTA app';
}

/** The app's image if it can be started; why not goes to the log. */
function loadApp(chip: ChipSpec, nor: FlashView, entry: PartitionEntry, log: FirmwareLog): FlashImage | null {
  const image = readFlashImage(nor, entry.offset, 24);
  const complaint = image ? complaintAbout(chip, image) : 'has invalid magic byte (nothing flashed here?)';
  if (image && complaint === null) {
    describeSegments(log, image);
    return image;
  }
  const text = image ? (complaint ?? '') : `image at 0x${entry.offset.toString(16)} ${complaint ?? ''}`;
  log.add('E', 'esp_image', text);
  const name =
    entry.subtype === 0 ? 'Factory app partition' : `OTA app partition slot ${entry.subtype - 0x10}`;
  log.add('E', 'boot', `${name} is not bootable`);
  return null;
}

function complaintAbout(chip: ChipSpec, image: FlashImage): string | null {
  if (chip.imageChipId !== null && image.chipId !== chip.imageChipId)
    return `mismatch chip ID, expected ${chip.imageChipId}, found ${image.chipId}`;
  const { stored, calculated } = image.checksum;
  if (!checksumHolds(image))
    return `Checksum failed. Calculated 0x${hex(calculated, 2)} read 0x${hex(stored, 2)}`;
  return digestHolds(image) ? null : 'Image hash failed - image is corrupt';
}

function describeSegments(log: FirmwareLog, { segments }: FlashImage): void {
  for (const [index, { offset, loadAddress, sizeBytes }] of segments.entries()) {
    const size = `${hex(sizeBytes, 5)}h (${String(sizeBytes).padStart(6)})`;
    log.add(
      'I',
      'esp_image',
      `segment ${index}: paddr=${hex(offset, 8)} vaddr=${hex(loadAddress, 8)} size=${size}`,
    );
  }
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
