import { describe, expect, it } from 'vitest';
import { buildsDescribedBy, recogniseBuilds } from '../../../src-main/files/builds/recognise-builds';
import { memoryTree } from '../../support/memory-tree';
import { espIdfFiles, failureOf, flashArgs, placesOf, without } from './sample-builds';

/** What is left of a build folder when only what is flashed was handed on. */
function handedOn(text: string, name = 'flash_args') {
  const files = espIdfFiles('esp32c3');
  const images = Object.entries(files).filter(([path]) => path.endsWith('.bin'));
  return memoryTree({ ...Object.fromEntries(images), [name]: text });
}

const places = [
  ['bootloader/bootloader.bin', 0, 'manifest'],
  ['partition_table/partition-table.bin', 0x8000, 'manifest'],
  ['blink.bin', 0x1_0000, 'manifest'],
];

describe('flash_args', () => {
  it.each(['flash_args', 'flash_project_args'])('called %s lay out the files', async (name) => {
    const [build] = await recogniseBuilds(handedOn(flashArgs, name));
    expect(build).toMatchObject({
      id: name,
      format: 'flash-args',
      flashMode: 'dio',
      flashFrequency: '80m',
      flashSize: '2MB',
    });
    expect(placesOf(build)).toEqual(places);
  });

  it('in the newer spelling are the same', async () => {
    const [build] = await recogniseBuilds(
      handedOn(flashArgs.replaceAll(/flash_(?=mode|freq|size)/g, 'flash-')),
    );
    expect(build).toMatchObject({ flashMode: 'dio', flashFrequency: '80m', flashSize: '2MB' });
    expect(placesOf(build)).toEqual(places);
  });

  it('give way to flasher_args.json', async () => {
    expect(await recogniseBuilds(memoryTree(espIdfFiles('esp32c3')))).toMatchObject([{ format: 'esp-idf' }]);
  });

  it('stand in for a flasher_args.json that cannot be used, which is said', async () => {
    const [build] = await recogniseBuilds(
      memoryTree({ ...espIdfFiles('esp32c3'), 'flasher_args.json': '{' }),
    );
    expect(build?.format).toBe('flash-args');
    expect(build?.notices).toMatchObject([
      { code: 'build-left-out', context: { name: 'flasher_args.json' } },
    ]);
  });

  it('of the whole project come before those of the app, unless those were dropped', async () => {
    const tree = memoryTree(without(espIdfFiles('esp32c3'), 'flasher_args.json'));
    expect((await recogniseBuilds(tree))[0]?.files).toHaveLength(3);
    const [app] = (await buildsDescribedBy(tree, 'flash_app_args')) ?? [];
    expect(placesOf(app)).toEqual([['blink.bin', 0x1_0000, 'manifest']]);
  });

  it('tell of options that change nothing', async () => {
    const [build] = await recogniseBuilds(handedOn(`--force ${flashArgs}`));
    expect(build?.notices).toEqual([{ code: 'option-ignored', context: { option: '--force' } }]);
  });

  it.each([
    ['climb out of their folder', '0x0 ../../blink.bin', /is not in its folder/],
    ['name a file by its full path', '0x0 /etc/hostname', /is not in its folder/],
    ['name a file on a drive', String.raw`0x0 D:\blink.bin`, /is not in its folder/],
    ['name themselves', '0x0 flash_args', /it names itself/],
    ['take arguments from a file', '@flash_args', /no flashing command/],
    ['are empty', '\n', /nothing in it/],
    ['end after an offset', '0x0', /no file follows/],
    ['have two files at one place', '0x0 blink.bin 0 bootloader/bootloader.bin', /are both at 0x0/],
    ['have an offset beyond all flash', '0x100000000 blink.bin', /is not an offset/],
    [
      'name too many files',
      Array.from({ length: 65 }, (_, at) => `${at} blink.bin`).join('\n'),
      /more than 64/,
    ],
    ['are a command', 'esptool write-flash 0x0 blink.bin', /a command/],
  ])('that %s are refused', async (_, text, reason) => {
    const failure = await failureOf(recogniseBuilds(handedOn(text)));
    expect(failure).toMatchObject({ code: 'manifest-invalid', context: { name: 'flash_args' } });
    expect(String(failure)).toMatch(reason);
  });
});
