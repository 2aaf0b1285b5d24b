import { readFile, readdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { BackupStore, type NewBackup } from '../../../src-main/services/backups/backup-store';
import { temporaryFolder } from '../../support/temporary-folder';

const backup: NewBackup = {
  chip: 'esp32c3',
  mac: null,
  flashSizeBytes: 0x1000,
  offset: 0,
  sizeBytes: 8,
  label: '',
};
const bytes = Buffer.from('all of i');

async function open(): Promise<{ store: BackupStore; folder: string }> {
  const folder = path.join(await temporaryFolder(), 'backups');
  return { store: new BackupStore(folder, () => 1_700_000_000_000), folder };
}

async function whole(store: BackupStore): Promise<string> {
  const file = await store.create(backup);
  await file.append(bytes);
  const { sha256 } = await file.digests({ offset: 0, sizeBytes: bytes.length });
  return (await file.finish(sha256)).id;
}

describe('the store of backups', () => {
  it('gives two that are begun in the same minute two names', async () => {
    const { store } = await open();
    const files = await Promise.all([store.create(backup), store.create(backup), store.create(backup)]);
    const names = files.map(({ info }) => info.fileName).sort();
    expect(new Set(names).size).toBe(3);
    expect(names[0]).toMatch(/-2\.bin$/);
    await Promise.all(files.map((file) => file.close()));
  });

  it('leaves nothing of what was begun and got no byte', async () => {
    const { store, folder } = await open();
    const file = await store.create(backup);
    expect(await readdir(folder)).toHaveLength(1);
    await file.close();
    expect(await readdir(folder)).toEqual([]);
  });

  it('takes no more than was announced', async () => {
    const { store } = await open();
    const file = await store.create(backup);
    await expect(file.append(Buffer.alloc(9))).rejects.toMatchObject({ code: 'internal' });
    await file.close();
  });

  it('ends a renaming that a crash has cut short', async () => {
    const { store, folder } = await open();
    const id = await whole(store);
    const { fileName } = await store.get(id);
    const file = path.join(folder, fileName);
    await rename(file, `${file}.part`);
    expect(await new BackupStore(folder, () => 0).read(id)).toMatchObject({ bytes: Uint8Array.from(bytes) });
    expect((await readdir(folder)).sort()).toEqual([fileName, `${fileName}.json`]);
  });

  it('passes over what is no state of a file beside it', async () => {
    const { store, folder } = await open();
    const id = await whole(store);
    const { fileName } = await store.get(id);
    const state = await readFile(path.join(folder, `${fileName}.json`), 'utf8');
    await writeFile(path.join(folder, 'other.json'), state);
    await writeFile(path.join(folder, 'broken.json'), state.slice(0, 40));
    await writeFile(
      path.join(folder, 'climbing.json'),
      state.replaceAll(fileName, '../climbing').replaceAll(id, 'x'),
    );
    expect((await store.list()).map((info) => info.id)).toEqual([id]);
  });

  it('is not gone on with when it is whole', async () => {
    const { store } = await open();
    const id = await whole(store);
    await expect(store.resume(id)).rejects.toMatchObject({ code: 'request-invalid' });
    await expect(store.resume('x')).rejects.toMatchObject({ code: 'backup-not-found' });
  });

  it('keeps a file that is being given away', async () => {
    const { store } = await open();
    const id = await whole(store);
    await store.withFile(id, async (file) => {
      expect(await readFile(file)).toEqual(bytes);
      await expect(store.delete(id)).rejects.toMatchObject({ code: 'backup-in-use' });
    });
    await store.delete(id);
    expect(await store.list()).toEqual([]);
  });

  it('forgets the digest of an unfinished file while bytes of it are replaced', async () => {
    const { store } = await open();
    const file = await store.create(backup);
    await file.append(bytes);
    await file.replace(0, Buffer.from('A'));
    await file.close();
    // As after a crash at this point: it can be gone on with, and the comparison at the end decides.
    const resumed = await store.resume(file.info.id);
    const { sha256 } = await resumed.digests({ offset: 0, sizeBytes: 8 });
    await resumed.finish(sha256);
    expect((await store.read(file.info.id)).bytes).toEqual(Uint8Array.from(Buffer.from('All of i')));
  });
});
