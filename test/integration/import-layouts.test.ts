import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { saveLayout } from '../../src-main/services/save-layout';
import type { ImportedFirmware } from '../../src-shared/model/firmware';
import { buildZip } from '../support/build-zip';
import { ImportBench } from '../support/import-bench';
import { espIdfFiles } from '../unit/builds/sample-builds';
import { appFor, bootloaderFor, merge, otaTable } from '../unit/firmware/sample-images';

const image = merge(
  [0, bootloaderFor('esp32c3')],
  [0x8000, otaTable],
  [0x9000, new Uint8Array(64).fill(5)],
  [0x2_0000, appFor('esp32c3')],
);

/** Saves what came in beside `folder`'s files and answers with the layout's path. */
async function save(bench: ImportBench, firmware: ImportedFirmware, folder: string | null): Promise<string> {
  const { chip, items } = firmware;
  const offered = saveLayout(bench.firmware, {
    title: 'Lamp: night/day',
    chip,
    flashMode: 'dio',
    flashFrequency: 'keep',
    flashSize: '4MB',
    baud: 460_800,
    eraseAll: true,
    items: items.map((item) => ({ ...item, note: `about ${item.name}` })),
  });
  expect(offered.suggestedName).toBe('Lamp_ night_day.kiln');
  const target = path.join(folder ?? bench.folder, offered.suggestedName);
  await writeFile(target, await offered.textFor(folder));
  return target;
}

const rowsOf = ({ items }: ImportedFirmware) =>
  items.map(({ name, sha256, offset, include, note }) => ({ name, sha256, offset, include, note }));

const saved = (firmware: ImportedFirmware) =>
  rowsOf(firmware).map((row) => ({ ...row, note: `about ${row.name}` }));

const open = (bench: ImportBench, layout: string) => bench.bring([{ type: 'path', path: layout }]);

describe('a layout file', () => {
  it('opens as what it was saved as, settings and notes included', async () => {
    const bench = await ImportBench.open();
    const folder = await bench.folderWith(espIdfFiles('esp32c3'));
    const firmware = await bench.bring([{ type: 'path', path: folder }]);
    const opened = await open(bench, await save(bench, firmware, folder));
    expect(rowsOf(opened)).toEqual(saved(firmware));
    expect(opened).toMatchObject({
      format: 'layout',
      title: 'Lamp: night/day',
      chip: 'esp32c3',
      flashMode: 'dio',
      flashFrequency: null,
      flashSize: '4MB',
      baud: 460_800,
      eraseAll: true,
      notices: [],
    });
    expect(opened.items.every(({ offsetReason }) => offsetReason === 'layout-file')).toBe(true);
  });

  it('moves with its folder', async () => {
    const bench = await ImportBench.open();
    const folder = await bench.folderWith(espIdfFiles('esp32c3'));
    const firmware = await bench.bring([{ type: 'path', path: folder }]);
    const layout = await save(bench, firmware, folder);
    await rename(folder, path.join(bench.folder, 'moved'));
    const moved = path.join(bench.folder, 'moved', path.basename(layout));
    expect(rowsOf(await open(bench, moved))).toEqual(saved(firmware));
  });

  it('says which file has changed since it was saved', async () => {
    const bench = await ImportBench.open();
    const folder = await bench.folderWith(espIdfFiles('esp32c3'));
    const layout = await save(bench, await bench.bring([{ type: 'path', path: folder }]), folder);
    await writeFile(path.join(folder, 'blink.bin'), appFor('esp32c3'));
    const opened = await open(bench, layout);
    expect(opened.notices).toEqual([{ code: 'file-changed', context: { name: 'blink.bin' } }]);
    await rm(path.join(folder, 'blink.bin'));
    await expect(open(bench, layout)).rejects.toMatchObject({ code: 'file-not-found' });
  });

  it.each([
    ['a zip', 'build.zip', () => buildZip(espIdfFiles('esp32c3'))],
    ['a merged image', 'release.bin', () => image],
    ['a merged image in a zip', 'release.zip', () => buildZip({ 'out/release.bin': image })],
    [
      'a merged image in a zip in a zip',
      'artifact.zip',
      async () => buildZip({ 'release.zip': await buildZip({ 'release.bin': image }) }),
    ],
  ])('of what was taken out of %s takes it out again', async (_, name, contents) => {
    const bench = await ImportBench.open();
    const folder = await bench.folderWith({ [name]: await contents() });
    const firmware = await bench.bring([{ type: 'path', path: path.join(folder, name) }]);
    const layout = await save(bench, firmware, folder);
    // What was taken out does not outlive the station.
    await bench.firmware.clear();
    const opened = await open(bench, layout);
    expect(rowsOf(opened)).toEqual(saved(firmware));
    expect(opened.notices).toEqual([]);
    for (const { file, sha256 } of opened.items) await bench.firmware.read(file, sha256);
    // And once more, from what came of that.
    const again = await open(bench, await save(bench, { ...opened, title: '' }, folder));
    expect(again.items.map(({ sha256 }) => sha256)).toEqual(firmware.items.map(({ sha256 }) => sha256));
  });

  it('speaks for the archive that is dropped with it, and says what else is left out', async () => {
    const bench = await ImportBench.open();
    const contents = { 'build.zip': await buildZip(espIdfFiles('esp32c3')) };
    const folder = await bench.folderWith({ ...contents, 'other.zip': await buildZip(espIdfFiles('esp32')) });
    const sourceOf = (name: string) => ({ type: 'path' as const, path: path.join(folder, name) });
    const firmware = await bench.bring([sourceOf('build.zip')]);
    const layout = await save(bench, firmware, folder);
    const uploaded = { ...contents, 'mine.kiln': await readFile(layout) };
    for (const sources of [
      [sourceOf(path.basename(layout)), sourceOf('build.zip')],
      [await bench.uploadOf(uploaded)],
    ])
      expect(rowsOf(await bench.bring(sources))).toEqual(saved(firmware));
    const more = await bench.bring([sourceOf(path.basename(layout)), sourceOf('other.zip')]);
    expect(rowsOf(more)).toEqual(saved(firmware));
    expect(more.notices).toEqual([{ code: 'file-left-out', context: { name: 'other.zip' } }]);
  });

  it('says that a part has changed, and which is not there any more', async () => {
    const bench = await ImportBench.open();
    const folder = await bench.folderWith({ 'release.bin': image });
    const file = path.join(folder, 'release.bin');
    const layout = await save(bench, await bench.bring([{ type: 'path', path: file }]), folder);
    await writeFile(file, merge([0, image], [0x9000, new Uint8Array(64).fill(6)]));
    expect((await open(bench, layout)).notices).toEqual([
      { code: 'file-changed', context: { name: 'nvs.bin' } },
    ]);
    await writeFile(file, appFor('esp32c3'));
    await expect(open(bench, layout)).rejects.toMatchObject({ code: 'file-not-found' });
  });

  it('given to a browser, which does not say where it goes, names files beside it', async () => {
    const bench = await ImportBench.open();
    const contents = { 'app.bin': appFor('esp32c3'), 'boot.bin': bootloaderFor('esp32c3') };
    const firmware = await bench.bring([await bench.uploadOf(contents)]);
    const layout = await save(bench, firmware, null);
    const opened = await bench.bring([
      await bench.uploadOf({ ...contents, 'lamp.kiln': await readFile(layout, 'utf8') }),
    ]);
    expect(rowsOf(opened)).toEqual(saved(firmware));
  });

  it('is not made of tokens that nobody gave', async () => {
    const bench = await ImportBench.open();
    const firmware = await bench.bring([await bench.file('app.bin', appFor('esp32'))]);
    const items = firmware.items.map((item) => ({ ...item, file: 'made-up' }));
    await expect(save(bench, { ...firmware, items }, bench.folder)).rejects.toMatchObject({
      code: 'file-not-found',
    });
  });
});
