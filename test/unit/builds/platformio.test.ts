import { describe, expect, it } from 'vitest';
import { buildsDescribedBy, recogniseBuilds } from '../../../src-main/files/builds/recognise-builds';
import { buildPartitionTable } from '../../../src-main/engine/image/partition-table';
import type { ChipId } from '../../../src-shared/model/chip';
import { appFor, bootloaderFor, entry } from '../firmware/sample-images';
import { memoryTree } from '../../support/memory-tree';
import { arduinoTable, bootApp0, espIdfFiles, failureOf, placesOf, under } from './sample-builds';

/** What `pio run` leaves in an environment's folder. */
const environment = (chip: ChipId) => ({
  'bootloader.bin': bootloaderFor(chip),
  'partitions.bin': arduinoTable,
  'firmware.bin': appFor(chip),
  'firmware.elf': 'ELF',
});

const project = {
  'platformio.ini': '[env:c3]\nplatform = espressif32\nboard = esp32-c3-devkitm-1\n',
  ...under('.pio/build/c3', environment('esp32c3')),
};

/** As `pio project metadata` and `pio run -t idedata` give it: paths are those of the computer that built. */
function ideData(changes: object = {}): string {
  return JSON.stringify({
    env_name: 'c3',
    prog_path: '/home/ada/blink/.pio/build/c3/firmware.elf',
    extra: {
      flash_images: [
        { offset: '0x0000', path: '/home/ada/blink/.pio/build/c3/bootloader.bin' },
        { offset: '0x8000', path: '/home/ada/blink/.pio/build/c3/partitions.bin' },
        {
          offset: '0xe000',
          path: '/home/ada/.platformio/packages/framework-arduinoespressif32/tools/partitions/boot_app0.bin',
        },
      ],
      application_offset: '0x10000',
      ...changes,
    },
  });
}

const missingBootApp0 = { code: 'boot-app0-missing', context: {} };

describe('a PlatformIO project', () => {
  it('is laid out by the rules of its platform', async () => {
    const builds = await recogniseBuilds(memoryTree(project));
    expect(builds).toHaveLength(1);
    expect(builds[0]).toMatchObject({
      format: 'platformio',
      label: 'c3',
      detail: 'ESP32-C3',
      title: 'blink (c3)',
      chip: 'esp32c3',
      flashMode: null,
    });
    expect(placesOf(builds[0])).toEqual([
      ['.pio/build/c3/bootloader.bin', 0, 'build-rule'],
      ['.pio/build/c3/partitions.bin', 0x8000, 'build-rule'],
      ['.pio/build/c3/firmware.bin', 0x1_0000, 'build-rule'],
    ]);
  });

  it('without boot_app0.bin says so where the table has OTA data', async () => {
    const [build] = await recogniseBuilds(memoryTree(project));
    expect(build?.notices).toEqual([missingBootApp0]);
    const table = buildPartitionTable([entry('factory', 0, 0, 0x2_0000, 0x10_0000)]);
    const tree = memoryTree({ ...project, '.pio/build/c3/partitions.bin': table });
    expect((await recogniseBuilds(tree))[0]?.notices).toEqual([]);
  });

  it('with several environments has as many builds', async () => {
    const tree = memoryTree({ ...project, ...under('.pio/build/s3', environment('esp32s3')) });
    const builds = await recogniseBuilds(tree);
    expect(builds.map(({ label, chip }) => [label, chip])).toEqual([
      ['c3', 'esp32c3'],
      ['s3', 'esp32s3'],
    ]);
  });

  it('for an ESP32 has its bootloader where that chip looks', async () => {
    const [build] = await recogniseBuilds(memoryTree(environment('esp32'), 'esp32dev'));
    expect(build).toMatchObject({ label: 'esp32dev', title: 'esp32dev', chip: 'esp32' });
    expect(placesOf(build)?.[0]).toEqual(['bootloader.bin', 0x1000, 'build-rule']);
  });

  it('for an ESP8266 is one file at the beginning; where its file system goes, is asked', async () => {
    const files = { 'firmware.bin': appFor('esp8266'), 'firmware.elf': 'ELF', 'littlefs.bin': 'x' };
    const [build] = await recogniseBuilds(memoryTree(under('.pio/build/d1_mini', files)));
    expect(build).toMatchObject({ chip: 'esp8266', notices: [] });
    expect(placesOf(build)).toEqual([
      ['.pio/build/d1_mini/firmware.bin', 0, 'build-rule'],
      ['.pio/build/d1_mini/littlefs.bin', null, 'unknown'],
    ]);
  });

  it('for a chip of another maker is no build', async () => {
    const files = { 'firmware.bin': new Uint8Array(256).fill(0x20), 'firmware.elf': 'ELF' };
    expect(await recogniseBuilds(memoryTree(under('.pio/build/bluepill', files)))).toEqual([]);
  });

  it('has its app where the table starts one and its file systems in their partitions', async () => {
    const table = buildPartitionTable([
      entry('otadata', 1, 0, 0xd000, 0x2000),
      entry('ota_0', 0, 0x10, 0x2_0000, 0x10_0000),
      entry('ffat', 1, 0x81, 0x20_0000, 0x10_0000),
      entry('data', 1, 0x82, 0x30_0000, 0x10_0000),
    ]);
    const files = {
      ...environment('esp32s3'),
      'partitions.bin': table,
      'ota_data_initial.bin': bootApp0,
      'littlefs.bin': 'x',
      'fatfs.bin': 'x',
    };
    const [build] = await recogniseBuilds(memoryTree(files));
    expect(placesOf(build)).toEqual([
      ['bootloader.bin', 0, 'build-rule'],
      ['partitions.bin', 0x8000, 'build-rule'],
      ['ota_data_initial.bin', 0xd000, 'build-rule'],
      ['firmware.bin', 0x2_0000, 'build-rule'],
      ['fatfs.bin', 0x20_0000, 'partition'],
      ['littlefs.bin', 0x30_0000, 'partition'],
    ]);
  });

  it('with a table that is none has its app at the usual place', async () => {
    const [build] = await recogniseBuilds(
      memoryTree({ ...environment('esp32'), 'partitions.bin': 'broken' }),
    );
    expect(placesOf(build)).toContainEqual(['firmware.bin', 0x1_0000, 'build-rule']);
  });

  it('names binaries that are not part of it', async () => {
    const [build] = await recogniseBuilds(
      memoryTree({ ...environment('esp32'), 'boot_app0.bin': bootApp0, 'firmware.factory.bin': 'x' }),
    );
    expect(build?.notices).toEqual([{ code: 'file-left-out', context: { name: 'firmware.factory.bin' } }]);
  });

  it('of ESPHome is found where that builds', async () => {
    const files = under('.esphome/build/lamp/.pioenvs/lamp', environment('esp32c3'));
    expect(await recogniseBuilds(memoryTree(files))).toMatchObject([{ label: 'lamp', title: 'lamp (lamp)' }]);
  });

  it('built by ESP-IDF is not what its flasher_args.json says, for those files have other names', async () => {
    const args = espIdfFiles('esp32c3')['flasher_args.json'] ?? '';
    const files = { ...environment('esp32c3'), 'flasher_args.json': args };
    expect(await recogniseBuilds(memoryTree(files))).toMatchObject([{ format: 'platformio' }]);
    expect(await recogniseBuilds(memoryTree(under('.pio/build/c3', files)))).toMatchObject([
      { format: 'platformio' },
    ]);
  });

  it('is not an ESP-IDF project that is called firmware', async () => {
    const files = { ...espIdfFiles('esp32c3'), 'firmware.bin': appFor('esp32c3'), 'firmware.elf': 'ELF' };
    expect(await recogniseBuilds(memoryTree(files))).toMatchObject([{ format: 'esp-idf' }]);
  });

  it('is not made of a file that happens to be called firmware.bin', async () => {
    expect(await recogniseBuilds(memoryTree({ 'firmware.bin': appFor('esp32'), 'a.bin': 'x' }))).toEqual([]);
  });
});

describe('idedata.json', () => {
  it('has the last word on where images go', async () => {
    const changes = {
      flash_images: [
        { offset: 0x2000, path: String.raw`C:\Users\ada\blink\.pio\build\c3\bootloader.bin` },
        { offset: '0xC000', path: '/home/ada/blink/.pio/build/c3/partitions.bin' },
        { offset: '0xf0000', path: '/home/ada/blink/.pio/build/c3/logo.bin' },
      ],
      application_offset: '0x30000',
    };
    const tree = memoryTree({ ...project, '.pio/build/c3/idedata.json': ideData(changes) });
    const [build] = await recogniseBuilds(tree);
    expect(placesOf(build)).toEqual([
      ['.pio/build/c3/bootloader.bin', 0x2000, 'build-rule'],
      ['.pio/build/c3/partitions.bin', 0xc000, 'build-rule'],
      ['.pio/build/c3/firmware.bin', 0x3_0000, 'build-rule'],
    ]);
    expect(build?.notices).toEqual([
      missingBootApp0,
      { code: 'file-missing', context: { name: 'logo.bin' } },
    ]);
  });

  it('says once that boot_app0.bin is missing, and takes it where it was added', async () => {
    const tree = memoryTree({ ...project, '.pio/build/c3/idedata.json': ideData() });
    expect((await recogniseBuilds(tree))[0]?.notices).toEqual([missingBootApp0]);
    const added = {
      ...project,
      '.pio/build/c3/idedata.json': ideData(),
      '.pio/build/c3/boot_app0.bin': bootApp0,
    };
    const [build] = await recogniseBuilds(memoryTree(added));
    expect(build?.notices).toEqual([]);
    expect(placesOf(build)).toContainEqual(['.pio/build/c3/boot_app0.bin', 0xe000, 'build-rule']);
  });

  it('of the project counts for its own environment alone', async () => {
    const both = { ...project, ...under('.pio/build/s3', environment('esp32s3')) };
    const tree = memoryTree({ ...both, 'idedata.json': ideData({ application_offset: '0x40000' }) });
    const apps = (await recogniseBuilds(tree)).map((build) => placesOf(build)?.at(-1)?.[1]);
    expect(apps).toEqual([0x4_0000, 0x1_0000]);
  });

  it('dropped by itself is its environment', async () => {
    const tree = memoryTree({ ...environment('esp32c3'), 'idedata.json': ideData() }, 'c3');
    expect(await buildsDescribedBy(tree, 'idedata.json')).toMatchObject([
      { format: 'platformio', label: 'c3' },
    ]);
  });

  it.each([
    ['is not JSON', 'env_name', /it is not JSON/],
    ['is no object', '7', /no list of settings/],
    ['has an offset beyond all flash', ideData({ application_offset: '0x1ffffffff' }), /is not an offset/],
    ['has words for an offset', ideData({ flash_images: [{ offset: 'here', path: 'a' }] }), /“here”/],
    [
      'has two images at one place',
      ideData({
        flash_images: [
          { offset: 8, path: 'a' },
          { offset: '0x8', path: 'b' },
        ],
      }),
      /both at 0x8/,
    ],
  ])('that %s is refused', async (_, text, reason) => {
    const tree = memoryTree({ ...project, '.pio/build/c3/idedata.json': text });
    const failure = await failureOf(recogniseBuilds(tree));
    expect(failure).toMatchObject({ code: 'manifest-invalid', context: { name: 'idedata.json' } });
    expect(String(failure)).toMatch(reason);
  });
});
