import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src-shared/errors/app-error';
import type { FirmwareSource } from '../../../src-shared/ipc/contract';
import type { ImportOutcome, ImportQuestion } from '../../../src-shared/model/firmware';
import { useImportStore } from '../../../src-renderer/stores/import-store';
import { useLayoutStore } from '../../../src-renderer/stores/layout-store';
import { useToastsStore } from '../../../src-renderer/stores/toasts-store';
import { imported, sampleFirmware } from '../../support/sample-station';
import { storeBench } from './store-bench';

const dropped: FirmwareSource = { type: 'path', path: '/build' };
const more: FirmwareSource = { type: 'path', path: '/app.bin' };
const done = imported(sampleFirmware);

const ask = (about: ImportQuestion['about'], id: string = about): ImportOutcome => ({
  type: 'question',
  question: { id, about, name: 'build', choices: [{ id: 'a', label: 'A', detail: '' }] },
});

/** A station that answers imports with these, one after another. */
function bench(...outcomes: readonly (ImportOutcome | AppError)[]) {
  const waiting = [...outcomes];
  const station = storeBench({
    'firmware:import': () => {
      const next = waiting.shift();
      if (next === undefined || next instanceof AppError) throw next ?? new AppError('cancelled');
      return next;
    },
  });
  const layout = useLayoutStore();
  const imports = useImportStore();
  const start = () => layout.importFirmware(() => Promise.resolve([dropped]), null);
  const asked = () => new Promise((resolve) => setImmediate(resolve));
  return { station, layout, imports, toasts: useToastsStore(), start, asked };
}

describe('a question of an import', () => {
  it('is shown, and the import goes on with the answer', async () => {
    const { station, layout, imports, start, asked } = bench(ask('build'), ask('chip'), done);
    const importing = start();
    await asked();
    expect(imports.question).toMatchObject({ about: 'build' });
    expect(imports.reading).toBe(false);
    imports.choose('a');
    await asked();
    expect(imports.question).toMatchObject({ about: 'chip' });
    imports.choose('esp32');
    await importing;
    expect(imports.question).toBeNull();
    expect(layout.items).toHaveLength(3);
    expect(station.sent('firmware:import').map(({ sources, answers }) => ({ sources, answers }))).toEqual([
      { sources: [dropped], answers: [] },
      { sources: [dropped], answers: [{ question: 'build', choice: 'a' }] },
      {
        sources: [dropped],
        answers: [
          { question: 'build', choice: 'a' },
          { question: 'chip', choice: 'esp32' },
        ],
      },
    ]);
  });

  it('takes the later answer where the same is asked again', async () => {
    const { station, imports, start, asked } = bench(ask('build'), ask('build'), done);
    const importing = start();
    await asked();
    imports.choose('a');
    await asked();
    imports.choose('b');
    await importing;
    expect(station.sent('firmware:import').at(-1)?.answers).toEqual([{ question: 'build', choice: 'b' }]);
  });

  it('about files takes further sources beside those that are there', async () => {
    const { station, layout, imports, start, asked } = bench(ask('files'), done);
    const importing = start();
    await asked();
    await imports.add(() => Promise.resolve([more]));
    await importing;
    expect(station.sent('firmware:import').at(-1)?.sources).toEqual([dropped, more]);
    expect(layout.items).toHaveLength(3);
  });

  it('stays open when nothing is chosen, nothing usable is dropped, or the upload fails', async () => {
    const { station, imports, toasts, start, asked } = bench(ask('files'), done);
    const importing = start();
    await asked();
    await imports.add(() => Promise.resolve(null));
    await imports.add(() => Promise.resolve([]));
    await imports.add(() => Promise.reject(new AppError('file-too-large', { name: 'x', size: 1 })));
    expect(toasts.toasts.map(({ body }) => body.kind)).toEqual(['nothing-usable', 'error']);
    expect(imports.question?.about).toBe('files');
    expect(station.sent('firmware:import')).toHaveLength(1);
    imports.cancel();
    await importing;
  });

  it('is asked again, without what was refused, when an answer leads nowhere', async () => {
    const refused = new AppError('file-unreadable', { name: 'app.bin', reason: 'EIO' });
    const { station, layout, imports, toasts, start, asked } = bench(ask('files'), refused, done);
    const importing = start();
    await asked();
    await imports.add(() => Promise.resolve([more]));
    await asked();
    expect(toasts.toasts.at(-1)?.body).toMatchObject({ kind: 'error', error: { code: 'file-unreadable' } });
    expect(imports.question?.about).toBe('files');
    await imports.add(() => Promise.resolve([{ type: 'demo' }]));
    await importing;
    expect(station.sent('firmware:import').at(-1)?.sources).toEqual([dropped, { type: 'demo' }]);
    expect(layout.items).toHaveLength(3);
  });

  it('changes nothing when it is put away', async () => {
    const { station, layout, imports, toasts, start, asked } = bench(done, ask('build'));
    await start();
    const before = layout.items;
    const importing = start();
    await asked();
    imports.cancel();
    await importing;
    expect(layout.items).toBe(before);
    expect(toasts.toasts).toEqual([]);
    expect(station.sent('firmware:import')).toHaveLength(2);
  });

  it('gives way to the next import that has one', async () => {
    const { layout, imports, start, asked } = bench(ask('build', 'first'), ask('build', 'second'), done);
    const first = start();
    await asked();
    const second = start();
    await asked();
    await first;
    expect(imports.question?.id).toBe('second');
    imports.choose('a');
    await second;
    expect(layout.items).toHaveLength(3);
  });
});
