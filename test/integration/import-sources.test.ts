import { describe, expect, it } from 'vitest';
import { chips } from '../../src-main/engine/chips/registry';
import { encodeIntelHex } from '../../src-main/engine/image/intel-hex';
import { encodeUf2 } from '../../src-main/engine/image/uf2';
import type { ChipId } from '../../src-shared/model/chip';
import { buildZip } from '../support/build-zip';
import { ImportBench, placesOf, type Contents } from '../support/import-bench';
import { arduinoTable, bootApp0, espIdfFiles, flashArgs, under } from '../unit/builds/sample-builds';
import { appFor, bootloaderFor, merge, otaTable } from '../unit/firmware/sample-images';
import { buildElf } from '../unit/image/build-elf';

const blink = { project: 'blink', version: '1.2' };
const environment = (chip: ChipId) => ({
  'bootloader.bin': bootloaderFor(chip),
  'partitions.bin': arduinoTable,
  'firmware.bin': appFor(chip, blink),
  'firmware.elf': 'ELF',
});
const webTools = JSON.stringify({
  name: 'Lamp',
  version: '2.0',
  new_install_prompt_erase: true,
  builds: [
    {
      chipFamily: 'ESP32',
      parts: [
        { path: 'bootloader.bin', offset: 0x1000 },
        { path: 'partitions.bin', offset: 0x8000 },
        { path: 'app.bin', offset: 0x1_0000 },
      ],
    },
  ],
});
const withoutManifest = Object.fromEntries(
  Object.entries(espIdfFiles('esp32c3')).filter(([name]) => !name.endsWith('flasher_args.json')),
);

/** Each way in which tools lay out what they build, and what must come of it. */
const layouts: Readonly<
  Record<string, { contents: Contents; expected: object; places: readonly (readonly unknown[])[] }>
> = {
  'an ESP-IDF build folder': {
    contents: espIdfFiles('esp32c3'),
    expected: { format: 'esp-idf', title: 'blink 1.2', chip: 'esp32c3', flashMode: 'dio', flashSize: '2MB' },
    places: [
      ['bootloader.bin', 0, 'manifest'],
      ['partition-table.bin', 0x8000, 'manifest'],
      ['blink.bin', 0x1_0000, 'manifest'],
    ],
  },
  'flash_args beside its files': {
    contents: withoutManifest,
    expected: { format: 'flash-args', chip: 'esp32c3', flashFrequency: '80m' },
    places: [
      ['bootloader.bin', 0, 'manifest'],
      ['partition-table.bin', 0x8000, 'manifest'],
      ['blink.bin', 0x1_0000, 'manifest'],
    ],
  },
  'a PlatformIO project': {
    contents: { 'platformio.ini': '[env:c3]\n', ...under('.pio/build/c3', environment('esp32c3')) },
    expected: { format: 'platformio', chip: 'esp32c3', idfVersion: 'v5.3.1' },
    places: [
      ['bootloader.bin', 0, 'build-rule'],
      ['partitions.bin', 0x8000, 'build-rule'],
      ['firmware.bin', 0x1_0000, 'build-rule'],
    ],
  },
  'a PlatformIO environment': {
    contents: environment('esp32'),
    expected: { format: 'platformio', chip: 'esp32' },
    places: [
      ['bootloader.bin', 0x1000, 'build-rule'],
      ['partitions.bin', 0x8000, 'build-rule'],
      ['firmware.bin', 0x1_0000, 'build-rule'],
    ],
  },
  'an Arduino export': {
    contents: under('build/esp32.esp32.esp32', {
      'Blink.ino.bin': appFor('esp32'),
      'Blink.ino.bootloader.bin': bootloaderFor('esp32'),
      'Blink.ino.partitions.bin': arduinoTable,
      'boot_app0.bin': bootApp0,
    }),
    expected: { format: 'arduino', chip: 'esp32', title: 'Blink' },
    places: [
      ['Blink.ino.bootloader.bin', 0x1000, 'build-rule'],
      ['Blink.ino.partitions.bin', 0x8000, 'build-rule'],
      ['boot_app0.bin', 0xe000, 'build-rule'],
      ['Blink.ino.bin', 0x1_0000, 'build-rule'],
    ],
  },
  'an ESP Web Tools manifest with its parts': {
    contents: {
      'manifest.json': webTools,
      'bootloader.bin': bootloaderFor('esp32'),
      'partitions.bin': arduinoTable,
      'app.bin': appFor('esp32'),
    },
    expected: { format: 'web-tools', chip: 'esp32' },
    places: [
      ['bootloader.bin', 0x1000, 'manifest'],
      ['partitions.bin', 0x8000, 'manifest'],
      ['app.bin', 0x1_0000, 'manifest'],
    ],
  },
  'binaries that say themselves where they go': {
    contents: {
      'boot.bin': bootloaderFor('esp32s3'),
      'fs-0x320000.bin': new Uint8Array(64).fill(1),
      'main.bin': appFor('esp32s3'),
      'table.bin': otaTable,
      'main.map': 'text',
    },
    expected: { format: 'files', chip: 'esp32s3' },
    places: [
      ['boot.bin', 0, 'bootloader-of-chip'],
      ['fs-0x320000.bin', 0x32_0000, 'file-name'],
      ['main.bin', 0x2_0000, 'partition'],
      ['table.bin', 0x8000, 'partition-table-default'],
    ],
  },
  'a merged image': {
    contents: {
      'release.bin': merge(
        [0, bootloaderFor('esp32c3')],
        [0x8000, otaTable],
        [0x9000, new Uint8Array(64).fill(5)],
        [0x2_0000, appFor('esp32c3', blink)],
      ),
    },
    expected: { format: 'merged', title: 'blink 1.2', chip: 'esp32c3' },
    places: [
      ['bootloader.bin', 0, 'place-in-image'],
      ['partition-table.bin', 0x8000, 'place-in-image'],
      ['nvs.bin', 0x9000, 'place-in-image'],
      ['otadata.bin', 0xd000, 'place-in-image'],
      ['ota_0.bin', 0x2_0000, 'place-in-image'],
    ],
  },
};

const ways = {
  'as a folder': (bench: ImportBench, contents: Contents) => bench.asFolder(contents),
  'in a zip': (bench: ImportBench, contents: Contents) => bench.asZip(contents),
  'in a zip with a folder around it': (bench: ImportBench, contents: Contents) =>
    bench.asZip(under('artifact', contents)),
  'in a zip in a zip': async (bench: ImportBench, contents: Contents) =>
    bench.asZip({ 'inner.zip': await buildZip(contents) }),
  'as an upload of the folder': (bench: ImportBench, contents: Contents) => bench.asUpload(contents),
  'as an upload of a zip': async (bench: ImportBench, contents: Contents) =>
    bench.uploadOf({ 'blink.zip': await buildZip(contents) }),
};

describe.each(Object.entries(layouts))('%s', (_name, { contents, expected, places }) => {
  it.each(Object.entries(ways))('%s comes in with its places', async (_way, source) => {
    const bench = await ImportBench.open();
    const firmware = await bench.bring([await source(bench, contents)]);
    expect(firmware).toMatchObject(expected);
    expect(placesOf(firmware)).toEqual(places);
    // Whatever it was taken out of, each token is a file that can be read and is what was looked into.
    for (const { file, name, sha256, sizeBytes } of firmware.items) {
      const read = await bench.firmware.read(file, sha256);
      expect([read.name, read.bytes.length]).toEqual([name, sizeBytes]);
      expect(bench.firmware.inspectionOf(file)).not.toBeNull();
    }
  });
});

describe('a file that describes a build', () => {
  it.each(['flasher_args.json', 'flash_args', 'flash_app_args'])(
    '%s dropped by itself is enough',
    async (name) => {
      const bench = await ImportBench.open();
      const folder = await bench.folderWith(espIdfFiles('esp32c3'));
      const firmware = await bench.bring([{ type: 'path', path: `${folder}/${name}` }]);
      expect(firmware.items.at(-1)).toMatchObject({ name: 'blink.bin', offset: 0x1_0000 });
      expect(firmware.source).toBe(name);
    },
  );

  it('dropped with its folder and its files is one build', async () => {
    const bench = await ImportBench.open();
    const folder = await bench.folderWith(espIdfFiles('esp32c3'));
    const paths = [folder, `${folder}/flasher_args.json`, `${folder}/blink.bin`];
    const firmware = await bench.bring(paths.map((path) => ({ type: 'path', path })));
    expect(firmware.items).toHaveLength(3);
  });

  it('platformio.ini stands for its project', async () => {
    const bench = await ImportBench.open();
    const folder = await bench.folderWith({
      'platformio.ini': '[env:c3]\n',
      ...under('.pio/build/c3', environment('esp32c3')),
    });
    const firmware = await bench.bring([{ type: 'path', path: `${folder}/platformio.ini` }]);
    expect(firmware).toMatchObject({ format: 'platformio', items: { length: 3 } });
  });

  it('that describes none is data like any other', async () => {
    const bench = await ImportBench.open();
    const firmware = await bench.bring([await bench.file('settings.json', '{"a":1}')]);
    expect(placesOf(firmware)).toEqual([['settings.json', null, 'unknown']]);
  });
});

describe('a build with something beside it', () => {
  it('brings both, the file where the build’s table has room for it', async () => {
    const bench = await ImportBench.open();
    const build = await bench.asFolder(espIdfFiles('esp32c3'));
    const extra = await bench.file('spiffs.bin', new Uint8Array(64).fill(1));
    const firmware = await bench.bring([build, extra]);
    expect(placesOf(firmware).at(-1)).toEqual(['spiffs.bin', 0x29_0000, 'partition']);
  });

  it('brings what was chosen in a browser besides', async () => {
    const bench = await ImportBench.open();
    const files = { ...environment('esp32'), 'fs-0x290000.bin': new Uint8Array(64).fill(1) };
    const firmware = await bench.bring([await bench.uploadOf(files)]);
    expect(firmware.items.map(({ name }) => name)).toContain('fs-0x290000.bin');
  });
});

describe('several builds at once', () => {
  const two = {
    ...under('.pio/build/esp32', environment('esp32')),
    ...under('.pio/build/c3', environment('esp32c3')),
    'platformio.ini': '[env:esp32]\n[env:c3]\n',
  };

  it('are asked about, and the answer is taken', async () => {
    const bench = await ImportBench.open();
    const source = await bench.asFolder(two);
    const outcome = await bench.ask([source]);
    if (outcome.type !== 'question') throw new Error('not asked');
    const { question } = outcome;
    expect(question).toMatchObject({ id: 'build', about: 'build', name: 'blink' });
    expect(question.choices.map(({ label, detail }) => [label, detail])).toEqual([
      ['c3', 'ESP32-C3'],
      ['esp32', 'ESP32'],
    ]);
    const choice = question.choices[1]?.id ?? '';
    const firmware = await bench.bring([source], { answers: [{ question: question.id, choice }] });
    expect(firmware.chip).toBe('esp32');
  });

  it('are told apart by the board, saying so', async () => {
    const bench = await ImportBench.open();
    const firmware = await bench.bring([await bench.asZip(two)], { chip: 'esp32c3' });
    expect(firmware.chip).toBe('esp32c3');
    expect(firmware.notices).toContainEqual({
      code: 'build-chosen-by-board',
      context: { name: 'c3', chip: 'ESP32-C3' },
    });
  });

  it('of files for several chips are those of each chip', async () => {
    const bench = await ImportBench.open();
    const source = await bench.asZip({ 'lamp-c3.bin': appFor('esp32c3'), 'lamp-esp32.bin': appFor('esp32') });
    expect(await bench.ask([source])).toMatchObject({
      type: 'question',
      question: { about: 'build', choices: [{ label: 'lamp-c3.bin' }, { label: 'lamp-esp32.bin' }] },
    });
    const firmware = await bench.bring([source], { chip: 'esp32' });
    expect(firmware.items.map(({ name }) => name)).toEqual(['lamp-esp32.bin']);
  });

  it('of folders side by side are asked about', async () => {
    const bench = await ImportBench.open();
    const source = await bench.asFolder({ 'old/app.bin': appFor('esp32'), 'new/app.bin': appFor('esp32') });
    expect(await bench.ask([source], { chip: 'esp32' })).toMatchObject({
      type: 'question',
      question: { choices: [{ id: 'blink/new' }, { id: 'blink/old' }] },
    });
  });

  it('of which one is the other merged are one, and the merged image is left out', async () => {
    const bench = await ImportBench.open();
    const files = { 'boot.bin': bootloaderFor('esp32'), 'app.bin': appFor('esp32') };
    const merged = merge([0x1000, files['boot.bin']], [0x8000, otaTable], [0x2_0000, files['app.bin']]);
    const firmware = await bench.bring([await bench.asFolder({ ...files, 'all.bin': merged })]);
    expect(firmware.items.map(({ name }) => name)).toEqual(['app.bin', 'boot.bin']);
    expect(firmware.notices).toContainEqual({ code: 'file-left-out', context: { name: 'all.bin' } });
  });
});

describe('pasted text', () => {
  const command =
    'esptool.py -b 460800 write_flash --flash_size 4MB 0x0 /home/ada/b/boot.bin 0x10000 build\\app.bin';

  it('asks for its files, and takes them from what is given', async () => {
    const bench = await ImportBench.open();
    const text = { type: 'text', text: command } as const;
    expect(await bench.ask([text])).toEqual({
      type: 'question',
      question: {
        id: 'files:esptool',
        about: 'files',
        name: 'esptool',
        choices: [
          { id: '/home/ada/b/boot.bin', label: '/home/ada/b/boot.bin', detail: '' },
          { id: 'build\\app.bin', label: 'build\\app.bin', detail: '' },
        ],
      },
    });
    const folder = await bench.asFolder({
      'boot.bin': bootloaderFor('esp32c3'),
      'app.bin': appFor('esp32c3'),
    });
    const firmware = await bench.bring([text, folder]);
    expect(firmware).toMatchObject({ format: 'command-line', baud: 460_800, flashSize: '4MB' });
    expect(placesOf(firmware)).toEqual([
      ['boot.bin', 0, 'command-line'],
      ['app.bin', 0x1_0000, 'command-line'],
    ]);
  });

  it('of flash_args takes its files out of a zip and from among chosen files', async () => {
    const bench = await ImportBench.open();
    const { 'blink.bin': app, ...others } = espIdfFiles('esp32c3');
    const zip = await bench.asZip({ 'blink.bin': app ?? '' }, 'app.zip');
    const firmware = await bench.bring([
      { type: 'text', text: flashArgs },
      zip,
      await bench.asFolder(others),
    ]);
    expect(placesOf(firmware)).toEqual([
      ['bootloader.bin', 0, 'manifest'],
      ['partition-table.bin', 0x8000, 'manifest'],
      ['blink.bin', 0x1_0000, 'manifest'],
    ]);
    expect(firmware.items[2]?.origin).toEqual({ how: 'zip', name: 'app.zip', whole: null });
  });

  it('that writes a merged image brings its parts, unless it is wanted whole', async () => {
    const bench = await ImportBench.open();
    const merged = merge([0, bootloaderFor('esp32c3')], [0x8000, otaTable], [0x2_0000, appFor('esp32c3')]);
    const sources = [
      { type: 'text', text: 'esptool write-flash 0 all.bin' },
      await bench.file('all.bin', merged),
    ] as const;
    expect((await bench.bring(sources)).items).toHaveLength(4);
    const whole = await bench.bring(sources, { merged: 'whole' });
    expect(placesOf(whole)).toEqual([['all.bin', 0, 'command-line']]);
    // Somewhere else than it belongs, its parts would not be where it says.
    const elsewhere = [{ type: 'text', text: 'esptool write-flash 0x100000 all.bin' }, sources[1]] as const;
    expect(placesOf(await bench.bring(elsewhere))).toEqual([['all.bin', 0x10_0000, 'command-line']]);
  });
});

describe('a file that holds others', () => {
  const ranges = [
    { address: 0, data: bootloaderFor('esp32c3') },
    { address: 0x1_0000, data: appFor('esp32c3') },
  ];

  it.each([
    ['blink.hex', encodeIntelHex(ranges), 'intel-hex'],
    [
      'blink.uf2',
      encodeUf2(ranges, { familyId: chips.esp32c3.uf2FamilyId, chunkSizeBytes: null, md5: true }),
      'uf2',
    ],
  ])('%s gives its ranges at their addresses', async (name, bytes, how) => {
    const bench = await ImportBench.open();
    const firmware = await bench.bring([await bench.file(name, bytes)]);
    expect(firmware).toMatchObject({ format: 'files', chip: 'esp32c3' });
    expect(placesOf(firmware)).toEqual([
      ['blink-0x0.bin', 0, 'address-in-file'],
      ['blink-0x10000.bin', 0x1_0000, 'address-in-file'],
    ]);
    expect(firmware.items[0]?.origin).toEqual({ how, name, whole: null });
  });

  it('blink.elf becomes an image, for the chip that was named', async () => {
    const bench = await ImportBench.open();
    const data = new Uint8Array(64).fill(1);
    const sections = [
      { name: '.flash.text', address: 0x4200_0020, data, flags: 6 },
      { name: '.iram0.text', address: 0x4080_0000, data, flags: 6 },
    ];
    const source = await bench.file(
      'blink.elf',
      buildElf({ machine: 243, entryPoint: 0x4080_0000, sections }),
    );
    const outcome = await bench.ask([source], { chip: 'esp32h2' });
    if (outcome.type !== 'question') throw new Error('not asked');
    // The board’s own chip first: it is likely, but the file does not say so.
    expect(outcome.question).toMatchObject({ about: 'chip', name: 'blink.elf' });
    expect(outcome.question.choices[0]?.id).toBe('esp32h2');
    const answers = [{ question: outcome.question.id, choice: 'esp32c6' }];
    const firmware = await bench.bring([source], { answers });
    expect(firmware.chip).toBe('esp32c6');
    expect(placesOf(firmware)).toEqual([['blink.bin', 0x1_0000, 'app-default']]);
    expect(firmware.notices).toEqual([
      { code: 'elf-converted', context: { name: 'blink.elf', chip: 'ESP32-C6' } },
    ]);
  });

  it('partitions.csv becomes a table, and other files find their places in it', async () => {
    const bench = await ImportBench.open();
    const csv = await bench.file('partitions.csv', 'nvs,data,nvs,,24K\nfactory,app,factory,0x40000,1M\n');
    const app = await bench.file('app.bin', appFor('esp32'));
    const firmware = await bench.bring([csv, app]);
    expect(placesOf(firmware)).toEqual([
      ['partitions.bin', 0x8000, 'partition-table-default'],
      ['app.bin', 0x4_0000, 'partition'],
    ]);
  });
});

describe('a merged image that has come in', () => {
  const image = merge(
    [0, bootloaderFor('esp32c3')],
    [0x8000, otaTable],
    [0x9000, new Uint8Array(64).fill(5)],
    [0x2_0000, appFor('esp32c3', blink)],
  );

  it('can be had whole and in its parts, again and again, by its token', async () => {
    const bench = await ImportBench.open();
    const split = await bench.bring([await bench.file('release.bin', image)]);
    const token = split.items[0]?.origin?.whole ?? '';
    expect(split.items.every(({ origin }) => origin?.whole === token && origin.name === 'release.bin')).toBe(
      true,
    );
    const whole = await bench.bring([{ type: 'file', file: token }], { merged: 'whole' });
    expect(whole).toMatchObject({
      format: 'files',
      items: [{ kind: 'merged', name: 'release.bin', offset: 0 }],
    });
    const again = await bench.bring([{ type: 'file', file: whole.items[0]?.file ?? '' }]);
    expect(placesOf(again)).toEqual(placesOf(split));
    expect(again.items.map(({ sha256 }) => sha256)).toEqual(split.items.map(({ sha256 }) => sha256));
  });

  it('keeps the settings and says which', async () => {
    const bench = await ImportBench.open();
    const { items, notices } = await bench.bring([await bench.asZip({ 'release.bin': image })]);
    expect(items.filter(({ include }) => !include).map(({ name }) => name)).toEqual(['nvs.bin']);
    expect(notices[0]).toEqual({
      code: 'settings-kept',
      context: { name: 'release.bin', partitions: 'nvs, storage' },
    });
  });

  it('in an upload is told by a token that is worth nothing once the upload is taken back', async () => {
    const bench = await ImportBench.open();
    bench.firmware.registerUpload('gone', await bench.folderWith({ 'a.bin': image }))();
    await expect(bench.ask([{ type: 'upload', upload: 'gone' }])).rejects.toMatchObject({
      code: 'file-not-found',
    });
    await expect(bench.ask([{ type: 'file', file: 'made-up' }])).rejects.toMatchObject({
      code: 'file-not-found',
    });
  });
});
