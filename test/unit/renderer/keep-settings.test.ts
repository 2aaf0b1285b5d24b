import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src-shared/errors/app-error';
import { groupRows } from '../../../src-renderer/stores/layout-groups';
import { staysOnBoard, useLayoutStore } from '../../../src-renderer/stores/layout-store';
import { usePlanStore } from '../../../src-renderer/stores/plan-store';
import { useSettingsStore } from '../../../src-renderer/stores/settings-store';
import { useToastsStore } from '../../../src-renderer/stores/toasts-store';
import { imported, sampleFirmware, sampleItem } from '../../support/sample-station';
import { splitImage, wholeImage } from '../../support/sample-merged';
import { storeBench } from './store-bench';

async function bench() {
  let refuses = false;
  const station = storeBench({
    'firmware:import': ({ merged }) => {
      if (refuses) throw new AppError('file-not-found', { name: 'merged.bin' });
      return imported(merged === 'split' ? splitImage : wholeImage);
    },
  });
  const layout = useLayoutStore();
  await layout.importFirmware(() => Promise.resolve([{ type: 'demo' }]), 'esp32c3');
  const refuse = () => {
    refuses = true;
  };
  return { station, layout, settings: useSettingsStore(), toasts: useToastsStore(), refuse };
}

const ids = (layout: ReturnType<typeof useLayoutStore>) => layout.items.map(({ id }) => id);

describe('a merged image', () => {
  it('comes in as its parts, its data left on the board', async () => {
    const { station, layout } = await bench();
    expect(station.sent('firmware:import')).toMatchObject([{ merged: 'split' }]);
    expect(ids(layout)).toEqual(['a', 'b', 'nvs', 'c', 'storage']);
    expect(layout.items.filter(staysOnBoard).map(({ name }) => name)).toEqual(['nvs', 'storage']);
    expect(layout.included).toHaveLength(3);
  });

  it('is taken as one, and as its parts again, in its own place among the others', async () => {
    const { station, layout, settings } = await bench();
    layout.moveTo('storage', 0);
    await layout.keepSettings('token-merged', false);
    expect(station.sent('firmware:import').at(-1)).toEqual({
      sources: [{ type: 'file', file: 'token-merged' }],
      chip: 'esp32c3',
      merged: 'whole',
      answers: [],
    });
    expect(ids(layout)).toEqual(['whole']);
    expect(settings.settings.keepSettings).toBe(false);
    expect(layout.source?.notices).toEqual([]);
    await layout.keepSettings('token-merged', true);
    expect(ids(layout)).toEqual(['a', 'b', 'nvs', 'c', 'storage']);
    expect(settings.settings.keepSettings).toBe(true);
    expect(layout.source?.notices.map(({ code }) => code)).toEqual(['settings-kept', 'blank-left-out']);
  });

  it('stays as it is when it cannot be read again', async () => {
    const { layout, settings, toasts, refuse } = await bench();
    refuse();
    await layout.keepSettings('token-merged', false);
    expect(ids(layout)).toHaveLength(5);
    expect(settings.settings.keepSettings).toBe(true);
    expect(toasts.toasts.at(-1)?.body.kind).toBe('error');
  });

  it('is taken apart by the fix of a finding', async () => {
    const { station, layout } = await bench();
    await layout.keepSettings('token-merged', false);
    usePlanStore().applyFix({ type: 'keep-settings', itemId: 'whole' });
    await new Promise((resolve) => setImmediate(resolve));
    expect(station.sent('firmware:import').at(-1)).toMatchObject({ merged: 'split' });
    expect(ids(layout)).toHaveLength(5);
  });

  it('is one group, with what is written and what stays', async () => {
    const { layout } = await bench();
    expect([...groupRows(layout.items)]).toEqual([
      [
        'a',
        {
          name: 'greenhouse-1.4.2-merged.bin',
          image: 'token-merged',
          isSplit: true,
          writtenCount: 3,
          keptCount: 2,
        },
      ],
    ]);
    layout.setInclude('nvs', true);
    expect(groupRows(layout.items).get('a')).toMatchObject({ writtenCount: 4, keptCount: 1 });
  });
});

describe('groups of rows', () => {
  const rows = (items: typeof splitImage.items) => items.map((item) => ({ ...item }));

  it('are of merged images only', () => {
    expect(groupRows(rows(sampleFirmware.items)).size).toBe(0);
    expect(groupRows(rows(wholeImage.items)).get('whole')).toMatchObject({ isSplit: false, writtenCount: 1 });
  });

  it('end where another file stands between', () => {
    const [first, ...others] = splitImage.items;
    if (!first) throw new Error('the sample has rows');
    const between = sampleItem({ id: 'x', name: 'x.bin' });
    expect([...groupRows(rows([first, between, ...others])).keys()]).toEqual(['a', 'b']);
  });
});
