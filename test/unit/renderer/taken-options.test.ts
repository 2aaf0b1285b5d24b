import { describe, expect, it } from 'vitest';
import type { ImportedFirmware } from '../../../src-shared/model/firmware';
import { useLayoutStore } from '../../../src-renderer/stores/layout-store';
import { useOptionsStore } from '../../../src-renderer/stores/options-store';
import { useSettingsStore } from '../../../src-renderer/stores/settings-store';
import { useToastsStore } from '../../../src-renderer/stores/toasts-store';
import { imported, sampleFirmware } from '../../support/sample-station';
import { storeBench } from './store-bench';

const usual = { baud: 460_800, flashMode: 'keep', flashFrequency: 'keep', flashSize: 'detect' };
const plain: ImportedFirmware = { ...sampleFirmware, flashMode: null, flashFrequency: null, flashSize: null };
const command: ImportedFirmware = { ...plain, format: 'command-line' };

/** A layout that gets these imports, one after another. */
function bench(...imports: readonly ImportedFirmware[]) {
  const waiting = [...imports];
  storeBench({ 'firmware:import': () => imported(waiting.shift() ?? plain) });
  const layout = useLayoutStore();
  return {
    layout,
    options: useOptionsStore(),
    settings: useSettingsStore(),
    toasts: useToastsStore(),
    next: () => layout.importFirmware(() => Promise.resolve([{ type: 'demo' }]), null),
  };
}

describe('what a layout brings along', () => {
  it('is the rate of a command, and what it wants otherwise than the images have it', async () => {
    const { settings, next } = bench({
      ...command,
      baud: 921_600,
      flashMode: 'dout',
      flashFrequency: '80m',
      flashSize: '4MB',
    });
    await next();
    expect(settings.settings).toMatchObject({ ...usual, baud: 921_600, flashMode: 'dout' });
  });

  it('is all that a saved layout was flashed with', async () => {
    const { settings, next } = bench({ ...plain, format: 'layout', baud: 115_200, flashSize: '8MB' });
    await settings.update({ flashMode: 'qio' });
    await next();
    expect(settings.settings).toMatchObject({
      baud: 115_200,
      flashMode: 'keep',
      flashFrequency: 'keep',
      flashSize: '8MB',
    });
  });

  it('is nothing that a build says of images which say it themselves', async () => {
    const { settings, next } = bench({ ...sampleFirmware, flashMode: 'qio' });
    await next();
    expect(settings.settings).toMatchObject(usual);
  });

  it('is erasing first, switched on where it can be seen', async () => {
    const { options, next } = bench({ ...command, eraseAll: true });
    expect(options.eraseAll).toBe(false);
    await next();
    expect(options.eraseAll).toBe(true);
  });

  it('goes with it, when the next one comes or the layout is cleared', async () => {
    const { layout, options, settings, next } = bench({ ...command, baud: 921_600, eraseAll: true }, plain, {
      ...command,
      flashSize: '16MB',
    });
    await next();
    await next();
    expect(settings.settings).toMatchObject(usual);
    expect(options.eraseAll).toBe(false);
    await next();
    expect(settings.settings.flashSize).toBe('16MB');
    layout.clear();
    expect(settings.settings).toMatchObject(usual);
  });

  it('stays where the user has chosen something else meanwhile', async () => {
    const { layout, settings, next } = bench({ ...command, baud: 921_600 });
    await next();
    await settings.update({ baud: 230_400 });
    layout.clear();
    expect(settings.settings.baud).toBe(230_400);
  });

  it('comes back when the next layout is undone', async () => {
    const { options, settings, toasts, next } = bench({ ...command, baud: 921_600, eraseAll: true }, plain);
    await next();
    await next();
    const body = toasts.toasts.at(-1)?.body;
    if (body?.kind !== 'layout-replaced') throw new Error('no undo was offered');
    body.undo();
    expect(settings.settings.baud).toBe(921_600);
    expect(options.eraseAll).toBe(true);
  });

  it('does not switch off an erase that the user asked for', async () => {
    const { options, next } = bench(plain, plain);
    await next();
    options.eraseAll = true;
    await next();
    expect(options.eraseAll).toBe(true);
  });
});
