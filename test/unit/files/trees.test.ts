import { mkdir, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesTree } from '../../../src-main/files/tree/files-tree';
import { openFolderTree } from '../../../src-main/files/tree/folder-tree';
import { uploadTree } from '../../../src-main/files/tree/upload-tree';
import { folderWith } from '../firmware/temp-folder';

const limitBytes = 1024;
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();
const pathsOf = (tree: { files: readonly { path: string }[] }) => tree.files.map(({ path }) => path);

describe('a folder', () => {
  it('lists what can matter, shallow ones first, and nothing of what tools leave behind', async () => {
    const folder = await folderWith({
      'build/app.bin': 'x',
      'build/app.map': 'x',
      'build/CMakeFiles/a.bin': 'x',
      'build/flash_args': 'x',
      'build/flash_app_args': 'x',
      'node_modules/p/manifest.json': 'x',
      '.git/objects/pack.bin': 'x',
      '.pio/build/c3/firmware.bin': 'x',
      '.pio/libdeps/c3/x.bin': 'x',
      '.esphome/build/lamp/.pioenvs/lamp/firmware.bin': 'x',
      'platformio.ini': 'x',
      'lamp.kiln': 'x',
      'main.c': 'x',
      'app.UF2': 'x',
    });
    expect(pathsOf(await openFolderTree(folder))).toEqual([
      'app.UF2',
      'lamp.kiln',
      'platformio.ini',
      'build/app.bin',
      'build/flash_app_args',
      'build/flash_args',
      '.pio/build/c3/firmware.bin',
      '.esphome/build/lamp/.pioenvs/lamp/firmware.bin',
    ]);
  });

  it('reads files of any name in it, and says where they are', async () => {
    const folder = await folderWith({ 'fs/storage.img': 'hello' });
    const tree = await openFolderTree(folder);
    expect(tree.files).toEqual([]);
    expect(text(await tree.read('fs/storage.img', limitBytes))).toBe('hello');
    expect(tree.localPath('fs/storage.img')).toMatch(/fs.storage\.img$/);
    await expect(tree.read('gone.bin', limitBytes)).rejects.toMatchObject({ code: 'file-not-found' });
    await expect(tree.read('fs', limitBytes)).rejects.toMatchObject({ code: 'file-unreadable' });
    await truncate(join(folder, 'fs/storage.img'), limitBytes + 1);
    await expect(tree.read('fs/storage.img', limitBytes)).rejects.toMatchObject({ code: 'file-too-large' });
  });

  it.each([
    '../app.bin',
    'a/../../app.bin',
    '/etc/hostname',
    'C:/app.bin',
    String.raw`..\app.bin`,
    '',
    'a//b',
  ])('has no file “%s”', async (path) => {
    const tree = await openFolderTree(await folderWith({ 'a.bin': 'x' }));
    await expect(tree.read(path, limitBytes)).rejects.toMatchObject({ code: 'file-not-found' });
    expect(tree.localPath(path)).toBeNull();
  });

  it('follows links within it, and none that lead out of it or round in circles', async () => {
    const outside = await folderWith({ 'secret.bin': 'secret' });
    const folder = await folderWith({ 'real/app.bin': 'app' });
    await symlink(join(folder, 'real/app.bin'), join(folder, 'link.bin'));
    await symlink(join(outside, 'secret.bin'), join(folder, 'secret.bin'));
    await symlink(outside, join(folder, 'outside'));
    await symlink(folder, join(folder, 'real/again'));
    await symlink('nowhere.bin', join(folder, 'broken.bin'));
    const tree = await openFolderTree(folder);
    expect(pathsOf(tree)).toEqual(['link.bin', 'real/app.bin']);
    expect(text(await tree.read('link.bin', limitBytes))).toBe('app');
    for (const path of ['secret.bin', 'outside/secret.bin'])
      await expect(tree.read(path, limitBytes)).rejects.toMatchObject({ code: 'file-unreadable' });
  });

  it('of any size is looked through as far as its limits, what is near first', async () => {
    const folder = await folderWith({ 'a.bin': 'x', 'b.bin': 'x', 'c/d.bin': 'x', 'c/e/f.bin': 'x' });
    const near = await openFolderTree(folder, { limits: { entries: 4, depth: 9 } });
    expect(pathsOf(near)).toEqual(['a.bin', 'b.bin', 'c/d.bin']);
    const flat = await openFolderTree(folder, { limits: { entries: 100, depth: 1 } });
    expect(pathsOf(flat)).toEqual(['a.bin', 'b.bin', 'c/d.bin']);
  });

  it('that is not there is refused', async () => {
    await expect(openFolderTree(join(await folderWith({}), 'gone'))).rejects.toMatchObject({
      code: 'file-not-found',
    });
  });
});

describe('files that were chosen one by one', () => {
  it('lie side by side, and those of the same name both have a place', async () => {
    const folder = await folderWith({ 'a/app.bin': 'one', 'b/app.bin': 'two', 'data.img': 'three' });
    const paths = ['a/app.bin', 'b/app.bin', 'data.img'].map((name) => join(folder, name));
    const tree = await filesTree(paths);
    expect(pathsOf(tree)).toEqual(['app.bin', '2/app.bin', 'data.img']);
    expect(text(await tree.read('2/app.bin', limitBytes))).toBe('two');
    expect(tree.localPath('2/app.bin')).toBe(paths[1]);
    await expect(tree.read('other.bin', limitBytes)).rejects.toMatchObject({ code: 'file-not-found' });
  });
});

describe('an upload', () => {
  it('of one folder is that folder', async () => {
    const { tree, chosen } = await uploadTree(await folderWith({ 'blink/build/app.bin': 'x' }));
    expect([tree.name, pathsOf(tree), chosen]).toEqual(['blink', ['build/app.bin'], []]);
  });

  it('of files is those files, whatever their names', async () => {
    const folder = await folderWith({ 'b.bin': 'x', 'a.img': 'x' });
    await mkdir(join(folder, 'c'));
    await writeFile(join(folder, 'c/readme.txt'), 'x');
    const { tree, chosen } = await uploadTree(folder);
    expect([tree.name, chosen]).toEqual(['a.img, b.bin, c', ['a.img', 'b.bin']]);
  });
});
