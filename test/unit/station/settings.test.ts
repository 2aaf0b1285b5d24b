import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../../../src-shared/model/settings';
import { SettingsStore, settingsFrom } from '../../../src-main/services/settings';
import { temporaryFolder } from '../../support/temporary-folder';

describe('settings read back', () => {
  it.each([null, 42, 'text', [], {}])('are the defaults where the file holds %j', (stored) => {
    expect(settingsFrom(stored)).toEqual(defaultSettings);
  });

  it('keep every good field and replace every bad one', () => {
    const stored = { theme: 'light', baud: -1, verify: 'yes', locale: 'de', invented: true };
    expect(settingsFrom(stored)).toEqual({ ...defaultSettings, theme: 'light', locale: 'de' });
  });
});

describe('the settings store', () => {
  it.each(['', '{"theme": "li', '\0\0\0'])('starts with defaults from the broken file %j', async (text) => {
    const file = path.join(await temporaryFolder(), 'settings.json');
    await writeFile(file, text);
    expect((await SettingsStore.load(file)).current).toEqual(defaultSettings);
  });

  it('changes what is given and remembers it', async () => {
    const file = path.join(await temporaryFolder(), 'deep', 'settings.json');
    const store = await SettingsStore.load(file);
    const changed = await store.change({ theme: 'dark', lastPort: 'COM7' });
    expect(changed).toEqual({ ...defaultSettings, theme: 'dark', lastPort: 'COM7' });
    expect((await SettingsStore.load(file)).current).toEqual(changed);
  });

  it('ends with the newest of many changes at once', async () => {
    const file = path.join(await temporaryFolder(), 'settings.json');
    const store = await SettingsStore.load(file);
    await Promise.all([9600, 74_880, 115_200, 921_600].map((baud) => store.change({ baud })));
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ baud: 921_600 });
  });

  it('holds a change that cannot be saved, and says that it could not', async () => {
    const file = path.join(await temporaryFolder(), 'occupied');
    await writeFile(file, '');
    const store = await SettingsStore.load(path.join(file, 'settings.json'));
    await expect(store.change({ theme: 'dark' })).rejects.toMatchObject({ code: 'settings-not-saved' });
    expect(store.current.theme).toBe('dark');
    await expect(store.change({ theme: 'light' })).rejects.toMatchObject({ code: 'settings-not-saved' });
  });
});
