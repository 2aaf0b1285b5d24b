import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  layoutFileText,
  parseLayoutFile,
  type LayoutPlace,
} from '../../../src-main/files/builds/layout-file';
import { pathFromLayout } from '../../../src-main/files/builds/layout-path';
import { recogniseBuilds } from '../../../src-main/files/builds/recognise-builds';
import { chipIds, flashModes } from '../../../src-shared/model/chip';
import type { LayoutToSave } from '../../../src-shared/model/firmware';
import { appFor } from '../firmware/sample-images';
import { memoryTree } from '../../support/memory-tree';
import { temporaryFolder } from '../../support/temporary-folder';
import { failureOf, placesOf } from './sample-builds';

const app = appFor('esp32s3');
const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const other = '0'.repeat(64);

const layout: LayoutToSave = {
  title: 'Lamp, bench 2',
  chip: 'esp32s3',
  flashMode: 'keep',
  flashFrequency: '80m',
  flashSize: 'detect',
  baud: 460_800,
  eraseAll: true,
  items: [
    { file: 'a', name: 'app.bin', offset: 0x1_0000, include: true, note: 'v2' },
    { file: 'b', name: 'nvs.bin', offset: 0x9000, include: false, note: '' },
    { file: 'c', name: 'data.bin', offset: null, include: true, note: '' },
  ],
};

const placeOf = (path: string, bytes = app): LayoutPlace => ({
  path,
  size: bytes.length,
  sha256: sha256Of(bytes),
  part: null,
});

const places = new Map<string, LayoutPlace>([
  ['a', placeOf('build/app.bin')],
  ['b', { ...placeOf('merged.bin'), part: { name: 'nvs.bin', size: 0x1000, sha256: other } }],
  ['c', placeOf('data.bin')],
]);

const text = layoutFileText(layout, places);
const files = { 'build/app.bin': app, 'merged.bin': app, 'data.bin': app };

/** A layout with one file, of which `path` and what else is given differ. */
const naming = (path: string, changes: Partial<LayoutPlace> = {}) =>
  layoutFileText(
    { ...layout, items: layout.items.slice(0, 1) },
    new Map([['a', { ...placeOf(path), ...changes }]]),
  );

const changed = (changes: object) => JSON.stringify({ ...(JSON.parse(text) as object), ...changes });

describe('a layout', () => {
  it('opens as it was saved', async () => {
    const [build, ...others] = await recogniseBuilds(memoryTree({ ...files, 'lamp.kiln': text }));
    expect(others).toEqual([]);
    expect(build).toMatchObject({
      id: 'lamp.kiln',
      format: 'layout',
      title: 'Lamp, bench 2',
      chip: 'esp32s3',
      flashMode: null,
      flashFrequency: '80m',
      flashSize: null,
      baud: 460_800,
      eraseAll: true,
    });
    expect(build?.files).toEqual([
      {
        path: 'build/app.bin',
        offset: 0x1_0000,
        reason: 'layout-file',
        include: true,
        note: 'v2',
        sha256: sha256Of(app),
        member: null,
      },
      {
        path: 'merged.bin',
        offset: 0x9000,
        reason: 'layout-file',
        include: false,
        note: '',
        sha256: other,
        member: 'nvs.bin',
      },
      {
        path: 'data.bin',
        offset: null,
        reason: 'unknown',
        include: true,
        note: '',
        sha256: sha256Of(app),
        member: null,
      },
    ]);
  });

  it('comes before the build beside it', async () => {
    const tree = memoryTree({
      ...files,
      'flasher_args.json': '{"flash_files":{"0x0":"data.bin"}}',
      'lamp.kiln': text,
    });
    expect(await recogniseBuilds(tree)).toMatchObject([{ format: 'layout' }]);
  });

  it('takes files of its tree as they are now and keeps what they were', async () => {
    const tree = memoryTree({ 'lamp.kiln': naming('app.bin'), 'app.bin': 'newer' });
    const [build] = await recogniseBuilds(tree);
    expect(build?.files[0]).toMatchObject({ path: 'app.bin', sha256: sha256Of(app) });
  });

  it('finds files beside its own folder within the tree', async () => {
    const tree = memoryTree({ 'layouts/lamp.kiln': naming('../build/app.bin'), 'build/app.bin': app });
    expect(placesOf((await recogniseBuilds(tree))[0])).toEqual([['build/app.bin', 0x1_0000, 'layout-file']]);
  });

  it('says which file is missing', async () => {
    expect(await failureOf(recogniseBuilds(memoryTree({ 'lamp.kiln': text })))).toMatchObject({
      code: 'file-not-found',
      context: { name: 'app.bin' },
    });
  });

  it('cannot be saved with a file that nobody knows', () => {
    expect(() => layoutFileText(layout, new Map())).toThrow('There is no file app.bin.');
  });

  it.each([
    ['is not JSON', 'kiln', /it is not JSON/],
    ['is another file', '{"name":"x"}', /“kiln”/],
    ['is a list', '[1]', /it is no layout of Kiln’s/],
    ['was saved by a newer Kiln', '{"kiln":2,"everything":"else"}', /a newer version of Kiln saved it/],
    ['is for a chip that nobody knows', changed({ chip: 'esp99' }), /“chip”/],
    ['has no files', changed({ files: [] }), /it names no files/],
    ['has files without end', changed({ files: Array(257).fill({}) }), /“files/],
    ['has a rate that is none', changed({ baud: 0 }), /“baud”/],
    ['has words for an offset', text.replace('"0x9000"', '"nvs"'), /“nvs” is not an offset/],
    ['has an offset beyond all flash', text.replace('"0x9000"', '"0x100000000"'), /is not an offset/],
    ['has a digest that is none', text.replace(other, 'none'), /is not a SHA-256 digest/],
    ['names itself', naming('lamp.kiln'), /it names itself/],
    ['names another layout', naming('b.kiln'), /description of a build/],
    ['is nested without end', `{"kiln":1,"files":${'['.repeat(10_000)}`, /nested too deep/],
  ])('that %s is refused', async (_, broken, reason) => {
    const failure = await failureOf(recogniseBuilds(memoryTree({ ...files, 'lamp.kiln': broken })));
    expect(failure).toMatchObject({ code: 'manifest-invalid', context: { name: 'lamp.kiln' } });
    expect(String(failure)).toMatch(reason);
  });
});

describe('a layout of files elsewhere', () => {
  /** Two folders side by side: one with the layout, one with the firmware. */
  async function sideBySide(content: Uint8Array | string) {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'firmware'));
    await mkdir(join(folder, 'layouts'));
    const elsewhere = join(folder, 'firmware', 'app.bin');
    await writeFile(elsewhere, content);
    const open = (layoutText: string) =>
      recogniseBuilds(
        memoryTree({ 'lamp.kiln': layoutText }, 'layouts', {
          'lamp.kiln': join(folder, 'layouts', 'lamp.kiln'),
        }),
      );
    return { elsewhere, open };
  }

  it('takes them where they are what they were', async () => {
    const { elsewhere, open } = await sideBySide(app);
    for (const path of ['../firmware/app.bin', elsewhere]) {
      const [build] = await open(naming(path));
      const [file] = build?.files ?? [];
      expect(file).toMatchObject({ offset: 0x1_0000, sha256: sha256Of(app) });
      expect(build?.tree.localPath(file?.path ?? '')).toBe(elsewhere);
      expect(await build?.tree.read(file?.path ?? '', app.length)).toEqual(app);
      expect(build?.tree.files.map((one) => one.path)).toContain(file?.path);
    }
  });

  it('knows them by all of their bytes', async () => {
    const { elsewhere, open } = await sideBySide(app);
    const missing = { code: 'file-not-found', context: { name: '../firmware/app.bin' } };
    expect(await failureOf(open(naming('../firmware/app.bin', { sha256: other })))).toMatchObject(missing);
    expect(await failureOf(open(naming('../firmware/app.bin', { size: 7 })))).toMatchObject(missing);
    const [build] = await open(naming('../firmware/app.bin'));
    await writeFile(elsewhere, Uint8Array.from(app).fill(0));
    expect(await failureOf(build!.tree.read(build!.files[0]!.path, app.length))).toMatchObject({
      code: 'file-not-found',
    });
  });

  it('cannot be used to see whether a file is there', async () => {
    const { elsewhere, open } = await sideBySide('secret');
    const there = await failureOf(open(naming(elsewhere)));
    const gone = await failureOf(open(naming(`${elsewhere}.gone`)));
    expect(there).toMatchObject({ code: 'file-not-found', context: { name: elsewhere } });
    expect(gone).toMatchObject({ code: 'file-not-found', context: { name: `${elsewhere}.gone` } });
  });

  it('has no use for them where it is in an archive', async () => {
    const { elsewhere } = await sideBySide(app);
    const failure = await failureOf(recogniseBuilds(memoryTree({ 'lamp.kiln': naming(elsewhere) })));
    expect(failure).toMatchObject({ code: 'file-not-found' });
  });

  it('names them by the way from the layout', () => {
    expect(pathFromLayout(join('/work', 'layouts'), join('/work', 'layouts', 'a', 'app.bin'))).toBe(
      'a/app.bin',
    );
    expect(pathFromLayout(join('/work', 'layouts'), join('/work', 'build', 'app.bin'))).toBe(
      '../build/app.bin',
    );
    expect(pathFromLayout(null, join('/uploads', '7', 'app.bin'))).toBe('app.bin');
  });
});

describe('layout files', () => {
  const sha256 = fc.stringMatching(/^[0-9a-f]{64}$/);
  const size = fc.nat({ max: 0xffff_ffff });
  const offset = fc.option(fc.nat({ max: 0xffff_ffff }));
  const name = fc
    .string({ minLength: 1, maxLength: 60, unit: 'grapheme' })
    .filter((text) => text.length <= 200);
  const anyPlace: fc.Arbitrary<LayoutPlace> = fc.record({
    path: name,
    size,
    sha256,
    part: fc.option(fc.record({ name, size, sha256 })),
  });
  const anyItem = fc.record({ offset, include: fc.boolean(), note: name, place: anyPlace });
  const setting = fc.constantFrom('keep', 'detect', '80m', '4MB');
  const anySettings = fc.record({
    title: name,
    chip: fc.option(fc.constantFrom(...chipIds)),
    flashMode: fc.constantFrom(...flashModes, 'keep' as const),
    flashFrequency: setting,
    flashSize: setting,
    baud: fc.integer({ min: 300, max: 8_000_000 }),
    eraseAll: fc.boolean(),
  });

  it('say what was written into them', () => {
    fc.assert(
      fc.property(anySettings, fc.array(anyItem, { minLength: 1, maxLength: 8 }), (settings, items) => {
        const saved: LayoutToSave = {
          ...settings,
          items: items.map((item, index) => ({
            file: String(index),
            name: `${index}.bin`,
            offset: item.offset,
            include: item.include,
            note: item.note,
          })),
        };
        const written = layoutFileText(
          saved,
          new Map(items.map(({ place }, index) => [String(index), place])),
        );
        const read = parseLayoutFile(new TextEncoder().encode(written), 'a.kiln');
        const expected = items.map(({ place, ...item }) => ({ ...place, ...item }));
        expect(read).toEqual({ kiln: 1, ...settings, files: expected });
      }),
    );
  });
});
