import { describe, expect, it } from 'vitest';
import { freeName } from '../../../src-main/services/free-name';
import { folderWith } from '../firmware/temp-folder';

describe('a free name in a folder', () => {
  it('is the one that was asked for where nothing has it', async () => {
    expect(await freeName(await folderWith({ 'a.bin': 'x' }), 'b.bin')).toBe('b.bin');
    expect(await freeName('/nowhere', 'b.bin')).toBe('b.bin');
  });

  it('counts on where it is taken, also in other letters', async () => {
    const folder = await folderWith({ 'App.BIN': 'x', 'app (2).bin': 'x', readme: 'x' });
    expect(await freeName(folder, 'app.bin')).toBe('app (3).bin');
    expect(await freeName(folder, 'README')).toBe('README (2)');
  });
});
