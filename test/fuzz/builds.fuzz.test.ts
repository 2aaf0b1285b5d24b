import { describe } from 'vitest';
import { buildFromText } from '../../src-main/files/builds/build-from-text';
import { layoutFileText, type LayoutPlace } from '../../src-main/files/builds/layout-file';
import { buildsDescribedBy } from '../../src-main/files/builds/recognise-builds';
import { memoryTree } from '../support/memory-tree';
import { appFor, bootloaderFor } from '../unit/firmware/sample-images';
import { arduinoTable, espIdfFiles, flashArgs, flasherArgs } from '../unit/builds/sample-builds';
import { fuzzParser } from './fuzz-parser';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const json = (data: unknown) => bytesOf(JSON.stringify(data, null, 2));

const files = espIdfFiles('esp32c3');
const environment = {
  'bootloader.bin': bootloaderFor('esp32', 64),
  'partitions.bin': arduinoTable,
  'firmware.bin': appFor('esp32', null, 64),
};

/** Reads a build folder in which one file is what is fed. */
const described = (name: string) => (bytes: Uint8Array) =>
  buildsDescribedBy(memoryTree({ ...files, ...environment, [name]: bytes }), name);

const digest = '5'.repeat(64);
const place = (path: string): LayoutPlace => ({ path, size: 7, sha256: digest, part: null });
const layout = layoutFileText(
  {
    title: 'Lamp',
    chip: 'esp32c3',
    flashMode: 'keep',
    flashFrequency: '80m',
    flashSize: 'detect',
    baud: 460_800,
    eraseAll: false,
    items: [
      { file: 'a', name: 'blink.bin', offset: 0x1_0000, include: true, note: 'v2' },
      { file: 'b', name: 'nvs.bin', offset: null, include: false, note: '' },
    ],
  },
  new Map([
    ['a', place('blink.bin')],
    ['b', { ...place('firmware.bin'), part: { name: 'nvs.bin', size: 7, sha256: digest } }],
  ]),
);

describe('builds', () => {
  fuzzParser({
    name: 'flasher_args.json',
    seeds: [json(flasherArgs('esp32c3')), json({ flash_files: { '0x0': 'blink.bin' } })],
    parse: described('flasher_args.json'),
  });

  fuzzParser({
    name: 'flash_args',
    seeds: [bytesOf(flashArgs), bytesOf('0x10000 blink.bin\r\n--flash-size=4MB 0x0 "firmware.bin"')],
    parse: described('flash_args'),
  });

  fuzzParser({
    name: 'ESP Web Tools manifests',
    seeds: [
      json({
        name: 'Lamp',
        version: '1.2',
        builds: [
          { chipFamily: 'ESP32-C3', parts: [{ path: 'blink.bin', offset: 65536 }] },
          {
            chipFamily: 'ESP32',
            parts: [
              { path: './bootloader.bin', offset: 4096 },
              { path: 'firmware.bin?v=1', offset: '0x10000' },
            ],
          },
        ],
      }),
    ],
    parse: described('manifest.json'),
  });

  fuzzParser({
    name: 'layout files',
    seeds: [bytesOf(layout)],
    parse: described('lamp.kiln'),
  });

  fuzzParser({
    name: 'idedata.json',
    seeds: [
      json({
        env_name: 'blink',
        extra: {
          flash_images: [
            { offset: '0x1000', path: '/home/ada/.pio/build/blink/bootloader.bin' },
            { offset: '0xe000', path: '/home/ada/.platformio/packages/boot_app0.bin' },
          ],
          application_offset: '0x10000',
        },
      }),
    ],
    parse: described('idedata.json'),
  });

  const tree = memoryTree({ ...files, ...environment });
  fuzzParser({
    name: 'pasted commands with their files',
    seeds: [
      bytesOf('esptool.py -b 460800 write_flash @flash_args'),
      bytesOf('esptool write-flash 0x0 a/../bootloader.bin 0x10000 C:\\x\\blink.bin'),
      bytesOf('idf.py -p PORT flash'),
    ],
    parse: (bytes) => buildFromText(new TextDecoder().decode(bytes), [tree]),
  });
});
