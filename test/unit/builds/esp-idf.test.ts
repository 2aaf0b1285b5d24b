import { describe, expect, it } from 'vitest';
import { recogniseBuilds } from '../../../src-main/files/builds/recognise-builds';
import { appFor } from '../firmware/sample-images';
import { memoryTree } from '../../support/memory-tree';
import { espIdfFiles, failureOf, flasherArgs, placesOf, under, without } from './sample-builds';

const places = [
  ['bootloader/bootloader.bin', 0, 'manifest'],
  ['partition_table/partition-table.bin', 0x8000, 'manifest'],
  ['blink.bin', 0x1_0000, 'manifest'],
];

const withArgs = (changes: object) => memoryTree(espIdfFiles('esp32c3', changes));

describe('an ESP-IDF build', () => {
  it('is laid out as its flasher_args.json says, in flash order', async () => {
    const builds = await recogniseBuilds(memoryTree(espIdfFiles('esp32c3')));
    expect(builds).toHaveLength(1);
    expect(builds[0]).toMatchObject({
      id: 'flasher_args.json',
      format: 'esp-idf',
      label: 'blink',
      detail: 'ESP32-C3',
      chip: 'esp32c3',
      flashMode: 'dio',
      flashFrequency: '80m',
      flashSize: '2MB',
      eraseAll: null,
      notices: [],
    });
    expect(placesOf(builds[0])).toEqual(places);
  });

  it('is found in the project around it, its bootloader’s own and those of examples are not', async () => {
    const [build, ...others] = await recogniseBuilds(
      memoryTree({
        ...under('build', espIdfFiles('esp32c3')),
        ...under('components/led/examples/build', espIdfFiles('esp32')),
      }),
    );
    expect(build).toMatchObject({ id: 'build/flasher_args.json', label: 'build' });
    expect(others).toEqual([]);
  });

  it('is not its bootloader’s when that is the only one that was built', async () => {
    const tree = memoryTree({
      'build/bootloader/flasher_args.json': '{"flash_files":{"0x0":"bootloader.bin"}}',
      'build/bootloader/bootloader.bin': appFor('esp32'),
    });
    expect(await recogniseBuilds(tree)).toEqual([]);
  });

  it('for each of several chips is a build of its own', async () => {
    const builds = await recogniseBuilds(
      memoryTree({
        ...under('build_c3', espIdfFiles('esp32c3')),
        ...under('build_s3', espIdfFiles('esp32s3')),
      }),
    );
    expect(builds.map(({ label, chip, detail }) => [label, chip, detail])).toEqual([
      ['build_c3', 'esp32c3', 'ESP32-C3'],
      ['build_s3', 'esp32s3', 'ESP32-S3'],
    ]);
  });

  it('that leaves size and mode to the flasher asks for nothing', async () => {
    const [build] = await recogniseBuilds(
      withArgs({
        flash_settings: { flash_mode: 'keep', flash_size: 'detect' },
        write_flash_args: ['--flash-size', 'keep'],
      }),
    );
    expect(build).toMatchObject({ flashMode: null, flashSize: null, flashFrequency: null });
  });

  it('without settings has those of its arguments', async () => {
    const [build] = await recogniseBuilds(
      withArgs({ flash_settings: {}, write_flash_args: ['--flash-mode', 'qio', '--flash_size', '8MB'] }),
    );
    expect(build).toMatchObject({ flashMode: 'qio', flashSize: '8MB' });
  });

  it('that wants files encrypted says which', async () => {
    const app = { offset: '0x10000', file: 'blink.bin', encrypted: 'true' };
    const [build] = await recogniseBuilds(withArgs({ app }));
    expect(build?.notices).toEqual([{ code: 'encryption-asked', context: { names: 'blink.bin' } }]);
  });

  it('tells of what it asks for and does not get', async () => {
    const extra = { chip: 'esp32c3', before: 'no_reset', after: 'no_reset_stub', stub: false };
    const [build] = await recogniseBuilds(withArgs({ extra_esptool_args: extra }));
    const options = build?.notices.map(({ context }) => context['option']);
    expect(options).toEqual(['--before no_reset', '--after no_reset_stub', '--no-stub']);
  });

  it('may name files that are not listed for their names', async () => {
    const tree = memoryTree({
      ...espIdfFiles('esp32c3', { flash_files: { '0x9000': 'cert.der' } }),
      'cert.der': 'x',
    });
    const listed = tree.files.filter(({ path }) => path !== 'cert.der');
    expect(placesOf((await recogniseBuilds({ ...tree, files: listed }))[0])).toEqual([
      ['cert.der', 0x9000, 'manifest'],
    ]);
  });

  it('one of several that cannot be used is said, the others are there', async () => {
    const builds = await recogniseBuilds(
      memoryTree({
        ...under('a', espIdfFiles('esp32')),
        'b/flasher_args.json': '{"flash_files":{"0x0":"gone.bin"}}',
      }),
    );
    expect(builds.map(({ label }) => label)).toEqual(['a']);
    expect(builds[0]?.notices).toEqual([
      {
        code: 'build-left-out',
        context: { name: 'b/flasher_args.json', reason: 'There is no file gone.bin.' },
      },
    ]);
  });
});

describe('a flasher_args.json', () => {
  it.each([
    ['is not JSON', '{', /it is not JSON/],
    ['is no object', '[]', /it has no “flash_files”/],
    ['names no files', '{}', /flash_files/],
    ['has an empty list of files', '{"flash_files":{}}', /“flash_files” is empty/],
    ['names a number as a file', '{"flash_files":{"0x0":7}}', /“flash_files.0x0”/],
    ['has words for an offset', '{"flash_files":{"start":"app.bin"}}', /“start” is not an offset/],
    ['has an offset beyond all flash', '{"flash_files":{"0x100000000":"app.bin"}}', /is not an offset/],
    [
      'has two files at one place',
      '{"flash_files":{"0x10":"app.bin","16":"b.bin"}}',
      /“app.bin” and “b.bin” are both at 0x10|“b.bin” and “app.bin” are both at 0x10/,
    ],
    [
      'has an unknown mode',
      '{"flash_files":{"0":"app.bin"},"flash_settings":{"flash_mode":"fast"}}',
      /flash_mode/,
    ],
    ['climbs out of its folder', '{"flash_files":{"0x0":"../app.bin"}}', /is not in its folder/],
    ['climbs out by a detour', '{"flash_files":{"0x0":"a/../../app.bin"}}', /is not in its folder/],
    [
      'climbs out as Windows would',
      String.raw`{"flash_files":{"0x0":"..\\app.bin"}}`,
      /is not in its folder/,
    ],
    ['names its own folder', '{"flash_files":{"0x0":"."}}', /is not in its folder/],
    ['names a file by its full path', '{"flash_files":{"0x0":"/etc/hostname"}}', /is not in its folder/],
    ['names a file on a drive', String.raw`{"flash_files":{"0x0":"C:\\app.bin"}}`, /is not in its folder/],
    [
      'names a file on a server',
      String.raw`{"flash_files":{"0x0":"\\\\nas\\app.bin"}}`,
      /is not in its folder/,
    ],
    ['names itself', '{"flash_files":{"0x0":"flasher_args.json"}}', /it names itself/],
    ['names another manifest', '{"flash_files":{"0x0":"a/flasher_args.json"}}', /description of a build/],
    ['is for a chip that nobody knows', JSON.stringify({ ...flasherArgs('esp99') }), /knows no chip “esp99”/],
    ['is nested without end', '{"flash_files":'.repeat(100), /nested too deep/],
    ['has brackets without end', '['.repeat(500_000), /nested too deep/],
    [
      'names too many files',
      JSON.stringify({
        flash_files: Object.fromEntries(Array.from({ length: 65 }, (_, at) => [String(at), 'app.bin'])),
      }),
      /more than 64 files/,
    ],
    [
      'has arguments that are none',
      '{"flash_files":{"0":"app.bin"},"write_flash_args":["what"]}',
      /“what” is not an offset/,
    ],
  ])('that %s is refused', async (_, text, reason) => {
    const tree = memoryTree({
      'flasher_args.json': text,
      'app.bin': appFor('esp32'),
      'b.bin': appFor('esp32'),
      'a/flasher_args.json': '{}',
    });
    const failure = await failureOf(recogniseBuilds(tree));
    expect(failure).toMatchObject({ code: 'manifest-invalid', context: { name: 'flasher_args.json' } });
    expect(String(failure)).toMatch(reason);
  });

  it('may have brackets in its words', async () => {
    const chip = '['.repeat(60);
    const tree = memoryTree(espIdfFiles('esp32', { comment: `${chip}\\"${chip}` }));
    expect(await recogniseBuilds(tree)).toHaveLength(1);
  });

  it('whose file is missing says which', async () => {
    const files = without(espIdfFiles('esp32'), 'blink.bin');
    expect(await failureOf(recogniseBuilds(memoryTree(files)))).toMatchObject({
      code: 'file-not-found',
      context: { name: 'blink.bin' },
    });
  });

  it('that is none by its size is refused unread', async () => {
    const tree = memoryTree({ 'flasher_args.json': new Uint8Array(2 * 1024 * 1024) });
    expect(await failureOf(recogniseBuilds(tree))).toMatchObject({ code: 'file-too-large' });
  });
});
