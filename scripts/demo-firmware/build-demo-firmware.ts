import { appDescriptionOffset, appDescriptionSizeBytes } from '../../src-main/engine/image/app-description';
import { buildFirmwareImage } from '../../src-main/engine/image/build-firmware-image';
import { buildPartitionTable } from '../../src-main/engine/image/partition-table';
import type { PartitionEntry } from '../../src-shared/model/partition-table';
import { plausibleCode, plausibleText } from './plausible-bytes';

/** Path inside the demo's folder → contents. */
export type DemoFiles = ReadonlyMap<string, Uint8Array>;

const kib = 1024;
const esp32c3ChipId = 5;
const dio = 2;
/** 2 MB at 80 MHz: what ESP-IDF builds for unless told otherwise, so that every board has that much. */
const sizeFrequency = 0x1f;
const revisions = { chipId: esp32c3ChipId, minRevision: 0, maxRevision: 199 };

const bootloaderEntry = 0x403c_c000;
const appEntry = 0x4038_0000;
const mmuPageBytes = 64 * kib;
/** The description opens the first segment, right behind the headers. */
const firstSegmentOffset = appDescriptionOffset;
const segmentHeaderBytes = 8;

const partitions: readonly PartitionEntry[] = [
  partition('nvs', 1, 0x02, 0x9000, 0x6000),
  partition('phy_init', 1, 0x01, 0xf000, 0x1000),
  partition('factory', 0, 0x00, 0x1_0000, 0x10_0000),
];

/**
 * Firmware for the ESP32-C3 that does nothing but wait: true headers, checksums, digests and addresses around an endless
 * loop, with contents that compress about as well as a real build, so that flashing it takes a visible moment.
 */
export function buildDemoFirmware(): DemoFiles {
  const text = new TextEncoder();
  return new Map([
    ['bootloader/bootloader.bin', buildBootloader()],
    ['partition_table/partition-table.bin', buildPartitionTable(partitions)],
    ['kiln-demo.bin', buildApp()],
    ['flasher_args.json', text.encode(`${JSON.stringify(flasherArgs, null, 2)}\n`)],
  ]);
}

const flasherArgs = {
  flash_settings: { flash_mode: 'dio', flash_size: '2MB', flash_freq: '80m' },
  flash_files: {
    '0x0': 'bootloader/bootloader.bin',
    '0x8000': 'partition_table/partition-table.bin',
    '0x10000': 'kiln-demo.bin',
  },
  bootloader: { offset: '0x0', file: 'bootloader/bootloader.bin', encrypted: 'false' },
  app: { offset: '0x10000', file: 'kiln-demo.bin', encrypted: 'false' },
  'partition-table': {
    offset: '0x8000',
    file: 'partition_table/partition-table.bin',
    encrypted: 'false',
  },
  extra_esptool_args: { after: 'hard_reset', before: 'default_reset', stub: true, chip: 'esp32c3' },
};

function buildBootloader(): Uint8Array {
  const data = plausibleText(6 * kib, 1);
  // What tells a second-stage bootloader from other code in RAM is what it would print.
  data.set(new TextEncoder().encode('kiln-demo: stands in for a 2nd stage bootloader\0'));
  return buildFirmwareImage({
    flashMode: dio,
    flashSizeFrequency: sizeFrequency,
    entryPoint: bootloaderEntry,
    extended: revisions,
    segments: [
      { loadAddress: 0x3fcd_5820, data },
      { loadAddress: bootloaderEntry, data: endlessLoop(plausibleCode(2 * kib, 2)) },
      { loadAddress: 0x403c_e710, data: plausibleCode(10 * kib, 3) },
    ],
  });
}

/** Constants, data, code in RAM, code in flash: the order and the page alignment of an ESP-IDF build. */
function buildApp(): Uint8Array {
  const constants = plausibleText(40 * kib, 4);
  constants.set(appDescription(), 0);
  const data = plausibleText(5 * kib, 5);
  const flashCodeOffset = 2 * mmuPageBytes + firstSegmentOffset;
  const firstEnd = firstSegmentOffset + constants.length;
  const beforeCode = firstEnd + segmentHeaderBytes + data.length + 2 * segmentHeaderBytes;
  const ramCode = plausibleCode(flashCodeOffset - beforeCode, 6);
  return buildFirmwareImage({
    flashMode: dio,
    flashSizeFrequency: sizeFrequency,
    entryPoint: appEntry,
    extended: revisions,
    segments: [
      { loadAddress: 0x3c03_0000 + firstSegmentOffset, data: constants },
      { loadAddress: 0x3fc9_8000, data },
      { loadAddress: appEntry, data: endlessLoop(ramCode) },
      { loadAddress: 0x4200_0000 + firstSegmentOffset, data: plausibleCode(80 * kib, 7) },
    ],
  });
}

/** esp_app_desc_t; see `readAppDescription`. The date stands still, so that the same source gives the same bytes. */
function appDescription(): Uint8Array {
  const bytes = new Uint8Array(appDescriptionSizeBytes);
  new DataView(bytes.buffer).setUint32(0, 0xabcd_5432, true);
  const put = (offset: number, text: string): void => {
    bytes.set(new TextEncoder().encode(text), offset);
  };
  put(16, '1.0.0');
  put(48, 'kiln-demo');
  put(80, '12:00:00');
  put(96, 'Nov 21 2026');
  return bytes;
}

/** `j .` as its first instruction. */
function endlessLoop(code: Uint8Array): Uint8Array {
  new DataView(code.buffer).setUint32(0, 0x0000_006f, true);
  return code;
}

function partition(
  name: string,
  type: number,
  subtype: number,
  offset: number,
  sizeBytes: number,
): PartitionEntry {
  return { name, type, subtype, offset, sizeBytes, encrypted: false, readOnly: false };
}
