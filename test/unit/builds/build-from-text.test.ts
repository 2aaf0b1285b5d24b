import { describe, expect, it } from 'vitest';
import type { Build } from '../../../src-main/files/builds/build';
import { buildFromText } from '../../../src-main/files/builds/build-from-text';
import type { FirmwareTree } from '../../../src-main/files/tree/firmware-tree';
import { memoryTree } from '../../support/memory-tree';
import { espIdfFiles, failureOf, flashArgs, placesOf, under } from './sample-builds';

const project = memoryTree(under('build', espIdfFiles('esp32c3')));

const asBuild = async (text: string, trees: readonly FirmwareTree[] = [project]): Promise<Build> => {
  const result = await buildFromText(text, trees);
  if ('missing' in result) throw new Error(`missing: ${result.missing.join(', ')}`);
  return result;
};

const command = [
  'esptool.py --chip esp32c3 -p /dev/ttyUSB0 -b 460800 --before default_reset --after hard_reset \\',
  '  write_flash --flash_mode dio --flash_freq 80m --flash_size 2MB \\',
  '  0x0 build/bootloader/bootloader.bin 0x8000 build/partition_table/partition-table.bin 0x10000 build/blink.bin',
].join('\n');

describe('a pasted command', () => {
  it('flashes the files of the tree that it names', async () => {
    const build = await asBuild(command);
    expect(build).toMatchObject({
      format: 'command-line',
      chip: 'esp32c3',
      baud: 460_800,
      flashMode: 'dio',
      flashFrequency: '80m',
      flashSize: '2MB',
      eraseAll: null,
      notices: [],
    });
    expect(build.tree).toBe(project);
    expect(placesOf(build)).toEqual([
      ['build/bootloader/bootloader.bin', 0, 'command-line'],
      ['build/partition_table/partition-table.bin', 0x8000, 'command-line'],
      ['build/blink.bin', 0x1_0000, 'command-line'],
    ]);
  });

  it.each([
    ['from the build folder', 'blink.bin'],
    ['from around the project', 'blink/build/blink.bin'],
    ['from somebody else’s computer', '/home/ada/blink/build/blink.bin'],
    ['from Windows', String.raw`C:\Users\ada\blink\build\blink.bin`],
    ['from Windows, in quotes', String.raw`"C:\My projects\blink\build\blink.bin"`],
    ['from a server', String.raw`\\nas\share\build\blink.bin`],
    ['with detours', './x/../build/./blink.bin'],
    ['that was run elsewhere', '../../../build/blink.bin'],
  ])('%s finds its files by their names', async (_, path) => {
    expect(placesOf(await asBuild(`esptool write-flash 0x10000 ${path}`))).toEqual([
      ['build/blink.bin', 0x1_0000, 'command-line'],
    ]);
  });

  it('takes the file that agrees with the path in the most parts', async () => {
    const tree = memoryTree(
      { 'a/app.bin': 'x', 'b/app.bin': 'x', 'app.bin': 'x', 'c/b/app.bin': 'x' },
      'lamp',
    );
    const path = async (named: string) =>
      placesOf(await asBuild(`esptool write_flash 0 ${named}`, [tree]))?.[0]?.[0];
    expect(await path('/x/a/app.bin')).toBe('a/app.bin');
    expect(await path('/x/c/b/app.bin')).toBe('c/b/app.bin');
    expect(await path('b/app.bin')).toBe('b/app.bin');
    expect(await path('/x/lamp/b/app.bin')).toBe('b/app.bin');
    expect(await path('app.bin')).toBe('app.bin');
  });

  it('asks for files that are not there and for those that are there twice', async () => {
    const tree = memoryTree({ 'a/app.bin': 'x', 'b/app.bin': 'x', 'boot.bin': 'x' });
    const text = 'esptool write_flash 0x0 boot.bin 0x8000 /etc/hostname 0x10000 app.bin';
    expect(await buildFromText(text, [tree])).toEqual({
      missing: ['/etc/hostname', 'app.bin'],
      name: 'esptool',
    });
    expect(await buildFromText(text, [])).toMatchObject({
      missing: ['boot.bin', '/etc/hostname', 'app.bin'],
    });
  });

  it('takes a file that was given twice as one', async () => {
    const places = { 'app.bin': '/x/app.bin' };
    const trees = [
      memoryTree({ 'app.bin': 'x' }, 'x', places),
      memoryTree({ 'app.bin': 'x' }, 'app.bin', places),
    ];
    expect((await asBuild('esptool write_flash 0x10000 app.bin', trees)).files).toHaveLength(1);
    const others = [memoryTree({ 'app.bin': 'x' }), memoryTree({ 'app.bin': 'y' })];
    expect(await buildFromText('esptool write_flash 0x10000 app.bin', others)).toMatchObject({
      missing: ['app.bin'],
    });
  });

  it('can take its files from several sources', async () => {
    const trees = [
      memoryTree({ 'boot.bin': 'boot' }, 'boot.bin', { 'boot.bin': '/x/boot.bin' }),
      memoryTree({ 'out/app.bin': 'app' }),
    ];
    const build = await asBuild('esptool write_flash 0x10000 out/app.bin 0x1000 boot.bin', trees);
    const [boot, app] = build.files.map(({ path }) => path);
    expect(new TextDecoder().decode(await build.tree.read(boot ?? '', 10))).toBe('boot');
    expect(new TextDecoder().decode(await build.tree.read(app ?? '', 10))).toBe('app');
    expect(build.tree.localPath(boot ?? '')).toBe('/x/boot.bin');
    expect(build.tree.localPath(app ?? '')).toBeNull();
    expect(build.tree.files.map(({ sizeBytes }) => sizeBytes)).toEqual([3, 4]);
    expect(await failureOf(build.tree.read('gone', 10))).toMatchObject({ code: 'file-not-found' });
  });

  it('takes its arguments from a file where it says so', async () => {
    for (const named of ['@flash_args', '"@flash_args"', "'@build/flash_args'"]) {
      const build = await asBuild(`python -m esptool -b 921600 write_flash ${named}`);
      expect(build).toMatchObject({ format: 'command-line', baud: 921_600, flashSize: '2MB' });
      expect(build.files).toHaveLength(3);
    }
    const gone = await buildFromText('esptool write_flash @flash_args', [memoryTree({})]);
    expect(gone).toEqual({ missing: ['flash_args'], name: 'esptool' });
  });

  it('of espflash leaves to the file where it goes', async () => {
    const tree = memoryTree({ 'target/riscv32imac-esp-espidf/release/blink.elf': 'ELF' });
    const path = 'target/riscv32imac-esp-espidf/release/blink.elf';
    expect(placesOf(await asBuild(`espflash flash --chip esp32c6 ${path}`, [tree]))).toEqual([
      [path, null, 'unknown'],
    ]);
  });

  it('of idf.py flashes the project’s build', async () => {
    const build = await asBuild('idf.py -p /dev/ttyUSB0 -b 921600 erase-flash flash monitor');
    expect(build).toMatchObject({
      format: 'esp-idf',
      id: 'build/flasher_args.json',
      chip: 'esp32c3',
      baud: 921_600,
      eraseAll: true,
    });
    expect(build.notices).toEqual([{ code: 'option-ignored', context: { option: 'monitor' } }]);
  });

  it('of idf.py needs exactly one build', async () => {
    expect(await buildFromText('idf.py flash', [])).toEqual({
      missing: ['flasher_args.json'],
      name: 'idf.py',
    });
    const several = [project, memoryTree(under('build', espIdfFiles('esp32s3')), 'other')];
    expect(await failureOf(buildFromText('idf.py flash', several))).toMatchObject({
      code: 'command-line-invalid',
    });
    expect(await asBuild('idf.py -DIDF_TARGET=esp32s3 flash', several)).toMatchObject({ chip: 'esp32s3' });
  });

  it('tells of options that change nothing', async () => {
    const build = await asBuild('esptool write_flash --force --encrypt 0x10000 blink.bin');
    expect(build.notices.map(({ context }) => context['option'])).toEqual(['--force', '--encrypt']);
  });

  it.each([
    ['two files at one place', 'esptool write_flash 0x10 blink.bin 16 bootloader.bin', /both at 0x10/],
    [
      'too many files',
      `esptool write_flash ${Array.from({ length: 65 }, (_, at) => `${at} blink.bin`).join(' ')}`,
      /more than 64/,
    ],
    ['no command', 'hello there', /no flashing command/],
    ['an offset beyond all flash', 'esptool write_flash 0x100000000 blink.bin', /is not an offset/],
  ])('with %s is refused', async (_, text, reason) => {
    const failure = await failureOf(buildFromText(text, [project]));
    expect(failure).toMatchObject({ code: 'command-line-invalid' });
    expect(String(failure)).toMatch(reason);
  });
});

describe('pasted flash_args', () => {
  it('lay out the files of the tree', async () => {
    const build = await asBuild(flashArgs);
    expect(build).toMatchObject({ format: 'flash-args', flashMode: 'dio', flashSize: '2MB' });
    expect(placesOf(build)).toEqual([
      ['build/bootloader/bootloader.bin', 0, 'manifest'],
      ['build/partition_table/partition-table.bin', 0x8000, 'manifest'],
      ['build/blink.bin', 0x1_0000, 'manifest'],
    ]);
    expect(await buildFromText(flashArgs, [])).toMatchObject({ name: 'flash_args' });
  });
});
