import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OutputFile, withOutputFile } from '../../../src-main/cli/esptool/output-file';
import { folderWith } from '../firmware/temp-folder';

describe('a file that is read from the chip', () => {
  it('gets its name when it is whole', async () => {
    const folder = await folderWith({ 'backup.bin': 'before' });
    const path = join(folder, 'backup.bin');
    const file = OutputFile.create(path);
    file.append(Uint8Array.of(1, 2));
    expect(await readFile(path, 'utf8')).toBe('before');
    file.append(Uint8Array.of(3));
    file.commit();
    file.discard();
    expect([...(await readFile(path))]).toEqual([1, 2, 3]);
    expect(await readdir(folder)).toEqual(['backup.bin']);
  });

  it('leaves what was there when reading failed', async () => {
    const folder = await folderWith({ 'backup.bin': 'before' });
    const file = OutputFile.create(join(folder, 'backup.bin'));
    file.append(Uint8Array.of(1));
    file.discard();
    expect(await readdir(folder)).toEqual(['backup.bin']);
    expect(await readFile(join(folder, 'backup.bin'), 'utf8')).toBe('before');
  });

  it('that cannot be written says why', async () => {
    const folder = await folderWith({});
    expect(() => OutputFile.create(join(folder, 'no', 'such.bin'))).toThrow(/could not be written: ENOENT/);
    await mkdir(join(folder, 'taken'));
    expect(() => OutputFile.create(join(folder, 'taken'))).toThrow(/could not be written: EISDIR/);
    expect(await readdir(folder)).toEqual(['taken']);
  });

  it('begins anew when all of it comes once more', async () => {
    const folder = await folderWith({});
    const path = join(folder, 'backup.bin');
    await withOutputFile(path, async (file) => {
      file.append(Uint8Array.of(1, 2, 3));
      file.restart();
      file.append(Uint8Array.of(4));
      file.commit();
    });
    expect([...(await readFile(path))]).toEqual([4]);
  });

  it.skipIf(process.platform === 'win32')('is thrown away where it goes to /dev/null', async () => {
    await withOutputFile('/dev/null', async (file) => {
      file.append(Uint8Array.of(1));
      file.commit();
    });
    expect((await stat('/dev/null')).isCharacterDevice()).toBe(true);
  });
});
