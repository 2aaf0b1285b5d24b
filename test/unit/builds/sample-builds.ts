import type { Build } from '../../../src-main/files/builds/build';
import type { ChipId } from '../../../src-shared/model/chip';
import { buildPartitionTable } from '../../../src-main/engine/image/partition-table';
import { appFor, bootloaderFor, entry } from '../firmware/sample-images';

/** As arduino-esp32's `default.csv`. */
export const arduinoPartitions = [
  entry('nvs', 1, 2, 0x9000, 0x5000),
  entry('otadata', 1, 0, 0xe000, 0x2000),
  entry('app0', 0, 0x10, 0x1_0000, 0x14_0000),
  entry('app1', 0, 0x11, 0x15_0000, 0x14_0000),
  entry('spiffs', 1, 0x82, 0x29_0000, 0x16_0000),
];

export const arduinoTable = buildPartitionTable(arduinoPartitions);

/** Two blank sectors but for the choice of the first slot; what is in them does not matter here. */
export const bootApp0 = new Uint8Array(0x2000).fill(0xff);

/** What an ESP-IDF build leaves in its folder. */
export function espIdfFiles(chip: ChipId, changes: object = {}): Record<string, Uint8Array | string> {
  return {
    'flasher_args.json': JSON.stringify({ ...flasherArgs(chip), ...changes }),
    flash_args: flashArgs,
    flash_project_args: flashArgs,
    flash_app_args: '--flash_mode dio --flash_freq 80m --flash_size 2MB\n0x10000 blink.bin\n',
    'blink.bin': appFor(chip, { project: 'blink', version: '1.2' }),
    'blink.elf': 'ELF',
    'project_description.json': '{"version":"1.2","project_name":"blink"}',
    'bootloader/bootloader.bin': bootloaderFor(chip),
    'bootloader/flasher_args.json': '{"flash_files":{"0x0":"bootloader.bin"}}',
    'partition_table/partition-table.bin': arduinoTable,
  };
}

export const flashArgs = [
  '--flash_mode dio --flash_freq 80m --flash_size 2MB',
  '0x0 bootloader/bootloader.bin',
  '0x10000 blink.bin',
  '0x8000 partition_table/partition-table.bin',
  '',
].join('\n');

export function flasherArgs(chip: string) {
  return {
    write_flash_args: ['--flash_mode', 'dio', '--flash_size', '2MB', '--flash_freq', '80m'],
    flash_settings: { flash_mode: 'dio', flash_size: '2MB', flash_freq: '80m' },
    flash_files: {
      '0x0': 'bootloader/bootloader.bin',
      '0x10000': 'blink.bin',
      '0x8000': 'partition_table/partition-table.bin',
    },
    bootloader: { offset: '0x0', file: 'bootloader/bootloader.bin', encrypted: 'false' },
    app: { offset: '0x10000', file: 'blink.bin', encrypted: 'false' },
    'partition-table': {
      offset: '0x8000',
      file: 'partition_table/partition-table.bin',
      encrypted: 'false',
    },
    extra_esptool_args: { after: 'hard_reset', before: 'default_reset', stub: true, chip },
  };
}

/** Path, offset and reason of each file. */
export function placesOf(build: Build | undefined) {
  return build?.files.map(({ path, offset, reason }) => [path, offset, reason]);
}

/** Files under a folder. */
export function under<T>(folder: string, files: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(files).map(([path, content]) => [`${folder}/${path}`, content]));
}

/** All but one. */
export function without<T>(files: Readonly<Record<string, T>>, path: string): Record<string, T> {
  return Object.fromEntries(Object.entries(files).filter(([name]) => name !== path));
}

/** What an operation throws. */
export async function failureOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  return null;
}
