import { describe, expect, it } from 'vitest';
import type { FirmwareItem } from '../../../src-shared/model/firmware';
import { useRegionStore } from '../../../src-renderer/stores/region-store';
import { useToastsStore } from '../../../src-renderer/stores/toasts-store';
import { imported, sampleFirmware, sampleItem } from '../../support/sample-station';
import { readBoard } from './board-bench';
import { storeBench } from './store-bench';

const region = { name: 'factory', offset: 0x10000, sizeBytes: 0x100000 };
const file = sampleItem({ id: 'z', name: 'app.bin', sizeBytes: 0x2000 });
const pick = () => Promise.resolve([{ type: 'path' as const, path: '/app.bin' }]);

async function bench(items: readonly FirmwareItem[] = [file]) {
  const station = storeBench({ 'firmware:import': () => imported({ ...sampleFirmware, items }) });
  await readBoard(station);
  return { station, files: useRegionStore(), toasts: useToastsStore() };
}

describe('a file for one partition', () => {
  it('is written there only after the user was asked, as it is, and compared', async () => {
    const { station, files } = await bench();
    await files.bring('write', region, pick);
    expect(files.offer).toMatchObject({ file: { name: 'app.bin' }, isTooLarge: false });
    expect(station.sent('job:start')).toEqual([]);
    await files.accept();
    expect(station.sent('job:start')).toMatchObject([
      {
        kind: 'flash',
        segments: [{ name: 'app.bin', offset: 0x10000 }],
        flashMode: 'keep',
        flashSize: 'keep',
        eraseAll: false,
        verify: true,
        force: false,
      },
    ]);
    expect(files.offer).toBeNull();
  });

  it('is compared at once', async () => {
    const { station, files } = await bench();
    await files.bring('verify', region, pick);
    expect(station.sent('job:start')).toMatchObject([
      { kind: 'verify', segments: [{ name: 'app.bin', offset: 0x10000 }] },
    ]);
  });

  it.each(['write', 'verify'] as const)('is refused to %s when it is larger', async (purpose) => {
    const { station, files } = await bench([{ ...file, sizeBytes: region.sizeBytes + 1 }]);
    await files.bring(purpose, region, pick);
    expect(files.isBlocked).toBe(true);
    await files.accept();
    expect(station.sent('job:start')).toEqual([]);
    expect(files.offer?.isTooLarge).toBe(true);
  });

  it('just as large as the partition fits', async () => {
    const { files } = await bench([{ ...file, sizeBytes: region.sizeBytes }]);
    await files.bring('write', region, pick);
    expect(files.isBlocked).toBe(false);
  });

  it('for another chip is refused, and the reason is told', async () => {
    const [, , app] = sampleFirmware.items;
    const image = app?.image;
    if (!app || !image) throw new Error('the sample has an app');
    const { files } = await bench([{ ...app, image: { ...image, chip: 'esp32' } }]);
    await files.bring('write', region, pick);
    expect(files.isBlocked).toBe(true);
    expect(files.offer?.findings.map(({ code }) => code)).toContain('image-wrong-chip');
  });

  it('says nothing about what only a whole layout must have', async () => {
    const { files } = await bench();
    await files.bring('write', { ...region, offset: 0x9000 }, pick);
    expect(files.offer?.findings).toEqual([]);
  });

  it('must be one: a folder of them belongs on the Flash page', async () => {
    const { files, toasts } = await bench(sampleFirmware.items);
    await files.bring('write', region, pick);
    expect(files.offer).toBeNull();
    expect(toasts.toasts.at(-1)?.body).toEqual({ kind: 'one-file-only' });
  });

  it('that was not chosen after all starts nothing', async () => {
    const { station, files } = await bench();
    await files.bring('write', region, () => Promise.resolve(null));
    expect(files.offer).toBeNull();
    expect(files.importing).toBe(false);
    expect(station.sent('firmware:import')).toEqual([]);
  });
});
