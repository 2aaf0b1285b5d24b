import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src-shared/errors/app-error';
import type { FirmwareSource } from '../../../src-shared/ipc/contract';
import type { ImportedFirmware } from '../../../src-shared/model/firmware';
import { useLayoutStore } from '../../../src-renderer/stores/layout-store';
import { useToastsStore } from '../../../src-renderer/stores/toasts-store';
import { imported, sampleFirmware, sampleItem, samplePartitions } from '../../support/sample-station';
import { storeBench } from './store-bench';

const demo = (): Promise<readonly FirmwareSource[]> => Promise.resolve([{ type: 'demo' }]);
const single = (change: Parameters<typeof sampleItem>[0]): ImportedFirmware => ({
  ...sampleFirmware,
  title: change.name,
  source: change.name,
  chip: null,
  format: 'files',
  items: [sampleItem(change)],
});

/** A layout store that gets these imports, one after another. */
function bench(...imports: readonly ImportedFirmware[]) {
  const waiting = [...imports];
  const station = storeBench({
    'firmware:import': () => {
      const next = waiting.shift();
      if (!next) throw new AppError('file-not-found', { name: 'x.bin' });
      return imported(next);
    },
  });
  return { station, layout: useLayoutStore(), toasts: useToastsStore() };
}

const names = (layout: ReturnType<typeof useLayoutStore>) => layout.items.map(({ name }) => name);

describe('the layout', () => {
  it('takes a project with its offsets, its table and its chip', async () => {
    const { station, layout } = bench(sampleFirmware);
    await layout.importFirmware(demo, 'esp32c3');
    expect(station.sent('firmware:import')).toEqual([
      { sources: [{ type: 'demo' }], chip: 'esp32c3', merged: 'split', answers: [] },
    ]);
    expect(layout.items.map(({ offset, include }) => [offset, include])).toEqual([
      [0, true],
      [0x8000, true],
      [0x10000, true],
    ]);
    expect(layout.partitions).toEqual(samplePartitions);
    expect(layout.chip).toBe('esp32c3');
    expect(layout.includedBytes).toBe(17_712 + 3072 + 831_488);
  });

  it('is replaced by the next project, which can be undone', async () => {
    const other = { ...sampleFirmware, title: 'Other', items: sampleFirmware.items.slice(0, 1) };
    const { layout, toasts } = bench(sampleFirmware, other);
    await layout.importFirmware(demo, null);
    await layout.importFirmware(demo, null);
    expect(layout.source?.title).toBe('Other');
    expect(layout.items).toHaveLength(1);
    const body = toasts.toasts.at(-1)?.body;
    if (body?.kind !== 'layout-replaced') throw new Error('no undo was offered');
    body.undo();
    expect(layout.source?.title).toBe(sampleFirmware.title);
    expect(layout.items).toHaveLength(3);
  });

  it('takes single files in addition', async () => {
    const { layout } = bench(sampleFirmware, single({ id: 'd', name: 'data.bin' }));
    await layout.importFirmware(demo, null);
    await layout.importFirmware(demo, null);
    expect(names(layout)).toEqual(['bootloader.bin', 'partition-table.bin', 'greenhouse.bin', 'data.bin']);
    expect(layout.source?.title).toBe(sampleFirmware.title);
  });

  it('takes a rebuilt file in place of the older one and keeps the place that the user gave it', async () => {
    const rebuilt = single({ id: 'n', name: 'greenhouse.bin', offset: 0x10000, offsetReason: 'app-default' });
    const { layout } = bench(sampleFirmware, rebuilt);
    await layout.importFirmware(demo, null);
    layout.setOffset('c', 0x20_0000);
    layout.setInclude('c', false);
    await layout.importFirmware(demo, null);
    expect(names(layout)).toEqual(['bootloader.bin', 'partition-table.bin', 'greenhouse.bin']);
    expect(layout.items[2]).toMatchObject({ id: 'n', offset: 0x20_0000, include: false });
  });

  it('includes an empty file, so that it is spoken of', async () => {
    const { layout } = bench(single({ id: 'e', name: 'empty.bin', kind: 'empty', sizeBytes: 0 }));
    await layout.importFirmware(demo, null);
    expect(layout.items[0]?.include).toBe(true);
  });

  it('stays as it is and says why when the import fails', async () => {
    const { layout, toasts } = bench(sampleFirmware);
    await layout.importFirmware(demo, null);
    await layout.importFirmware(demo, null);
    expect(layout.items).toHaveLength(3);
    expect(layout.importing).toBe(false);
    expect(toasts.toasts.at(-1)?.body).toMatchObject({ kind: 'error', error: { code: 'file-not-found' } });
  });

  it('asks the station nothing when the user changed their mind or nothing usable was dropped', async () => {
    const { station, layout, toasts } = bench();
    await layout.importFirmware(() => Promise.resolve(null), null);
    expect(toasts.toasts).toEqual([]);
    await layout.importFirmware(() => Promise.resolve([]), null);
    expect(toasts.toasts.at(-1)?.body.kind).toBe('nothing-usable');
    expect(station.sent('firmware:import')).toEqual([]);
  });

  it('notes that an offset is now the user’s own', async () => {
    const { layout } = bench(sampleFirmware);
    await layout.importFirmware(demo, null);
    layout.setOffset('b', 0x9000);
    expect(layout.items[1]).toMatchObject({ offset: 0x9000, offsetReason: 'user' });
  });

  it('moves rows within its bounds', async () => {
    const { layout } = bench(sampleFirmware);
    await layout.importFirmware(demo, null);
    layout.moveBy('c', -1);
    expect(layout.items.map(({ id }) => id)).toEqual(['a', 'c', 'b']);
    layout.moveTo('a', 2);
    expect(layout.items.map(({ id }) => id)).toEqual(['c', 'b', 'a']);
    layout.moveBy('a', 1);
    layout.moveBy('c', -1);
    layout.moveTo('nobody', 0);
    expect(layout.items.map(({ id }) => id)).toEqual(['c', 'b', 'a']);
  });

  it('forgets where it came from with its last row', async () => {
    const { layout } = bench(sampleFirmware);
    await layout.importFirmware(demo, null);
    for (const id of ['a', 'b', 'c']) layout.remove(id);
    expect(layout.items).toEqual([]);
    expect(layout.source).toBeNull();
  });

  it('has no partitions while the table is left out', async () => {
    const { layout } = bench(sampleFirmware);
    await layout.importFirmware(demo, null);
    layout.setInclude('b', false);
    expect(layout.partitions).toEqual([]);
  });
});
