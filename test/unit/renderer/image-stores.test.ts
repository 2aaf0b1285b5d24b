import { describe, expect, it } from 'vitest';
import { useCompareStore } from '../../../src-renderer/stores/compare-store';
import { useChipsStore } from '../../../src-renderer/stores/chips-store';
import { useImagesStore } from '../../../src-renderer/stores/images-store';
import { useMergeStore } from '../../../src-renderer/stores/merge-store';
import { useTableStore } from '../../../src-renderer/stores/table-store';
import { useToastsStore } from '../../../src-renderer/stores/toasts-store';
import { AppError } from '../../../src-shared/errors/app-error';
import type { FirmwareSource } from '../../../src-shared/ipc/contract';
import type { FileComparison, FileReport } from '../../../src-shared/model/file-report';
import type { FirmwareItem } from '../../../src-shared/model/firmware';
import { reportOf } from '../../support/sample-files';
import { imported, sampleFirmware, sampleItem } from '../../support/sample-station';
import { storeBench } from './store-bench';

const path = (name: string): FirmwareSource => ({ type: 'path', path: `/${name}` });
const pick =
  (...names: readonly string[]) =>
  () =>
    Promise.resolve(names.map(path));

/** Answers that come when the test says so, by the path that was asked for. */
function slowStation() {
  const waiting = new Map<string, (report: FileReport) => void>();
  const station = storeBench({
    'image:inspect': ({ source }) =>
      new Promise((resolve) => {
        if (source.type === 'path') waiting.set(source.path, resolve);
      }),
  });
  return { station, answer: (name: string) => waiting.get(`/${name}`)?.(reportOf({ name })) };
}

/** Each file is called as its path says. */
function named() {
  return storeBench({
    'image:inspect': ({ source }) =>
      reportOf({ name: source.type === 'path' ? source.path.slice(1) : 'again' }),
    'image:compare': ({ first, second }) => comparisonOf(first, second),
  });
}

const comparisonOf = (first: string, second: string): FileComparison => ({
  first: reportOf({ name: first }),
  second: reportOf({ name: second }),
  identical: first === second,
  facts: [],
  differingBytes: first === second ? 0 : 1,
  ranges: [],
});

describe('the file that is looked into', () => {
  it('is shown with all that it tells', async () => {
    named();
    const images = useImagesStore();
    images.tool = 'merge';
    await images.inspect(pick('app.bin'));
    expect(images.report?.name).toBe('app.bin');
    expect(images.tool).toBe('inspect');
  });

  it('is the one asked for last, whichever is read first', async () => {
    const { answer } = slowStation();
    const images = useImagesStore();
    const older = images.inspect(pick('large.bin'));
    const newer = images.inspect(pick('small.bin'));
    await Promise.resolve();
    answer('small.bin');
    await newer;
    answer('large.bin');
    await older;
    expect(images.report?.name).toBe('small.bin');
    expect(images.reading).toBe(false);
  });

  it('stays when another is not chosen after all, or cannot be read', async () => {
    let refused = false;
    storeBench({
      'image:inspect': () => {
        if (refused) throw new AppError('file-unreadable', { name: 'x', reason: 'EACCES' });
        return reportOf({ name: 'app.bin' });
      },
    });
    const images = useImagesStore();
    await images.inspect(pick('app.bin'));
    await images.inspect(() => Promise.resolve(null));
    refused = true;
    await images.inspect(pick('x'));
    expect(images.report?.name).toBe('app.bin');
    expect(useToastsStore().toasts.map(({ body }) => body.kind)).toEqual(['error']);
  });

  it.each([
    [[], 'nothing-usable'],
    [['a.bin', 'b.bin'], 'one-file-only'],
  ] as const)('is one: %j is %s', async (names, kind) => {
    const station = named();
    await useImagesStore().inspect(pick(...names));
    expect(useToastsStore().toasts.map(({ body }) => body.kind)).toEqual([kind]);
    expect(station.sent('image:inspect')).toEqual([]);
  });

  it('is looked into again as one for a chip', async () => {
    const station = named();
    const images = useImagesStore();
    await images.inspect(pick('app.elf'));
    await images.inspectAs('esp32c3');
    expect(station.sent('image:inspect').at(-1)).toEqual({
      source: { type: 'file', file: 'token-app.elf' },
      chip: 'esp32c3',
    });
  });

  it('is converted as it was asked, and the dialog closes', async () => {
    const station = storeBench({
      'image:inspect': () => reportOf({}),
      'image:convert': () => ({ type: 'saved', path: '/greenhouse.uf2' }),
    });
    const images = useImagesStore();
    await images.inspect(pick('greenhouse.bin'));
    images.dialog = 'convert';
    const wanted = {
      to: 'uf2',
      chip: 'esp32c3',
      offset: 0x10000,
      flashMode: 'dio',
      flashFrequency: 'keep',
      flashSize: 'keep',
    } as const;
    await images.convert(wanted);
    expect(station.sent('image:convert')).toEqual([{ ...wanted, file: 'token-greenhouse.bin' }]);
    expect([images.dialog, images.saving]).toEqual([null, false]);
  });

  it('keeps its dialog when nothing came of it', async () => {
    storeBench({
      'image:inspect': () => reportOf({}),
      'image:convert': () => {
        throw new AppError('file-not-written', { name: 'x', reason: 'ENOSPC' });
      },
    });
    const images = useImagesStore();
    await images.inspect(pick('greenhouse.bin'));
    images.dialog = 'convert';
    await images.convert({
      to: 'hex',
      chip: null,
      offset: 0,
      flashMode: 'keep',
      flashFrequency: 'keep',
      flashSize: 'keep',
    });
    expect(images.dialog).toBe('convert');
    expect(useToastsStore().toasts).toHaveLength(1);
  });
});

describe('two files', () => {
  it('are compared as soon as both are there', async () => {
    const station = named();
    const compare = useCompareStore();
    await compare.open('first', pick('a.bin'));
    expect(station.sent('image:compare')).toEqual([]);
    await compare.open('second', pick('b.bin'));
    expect(station.sent('image:compare')).toEqual([{ first: 'token-a.bin', second: 'token-b.bin' }]);
    expect(compare.result?.differingBytes).toBe(1);
  });

  it('change sides', async () => {
    const station = named();
    const compare = useCompareStore();
    await compare.open('first', pick('a.bin'));
    await compare.open('second', pick('b.bin'));
    await compare.swap();
    expect([compare.first?.name, compare.second?.name]).toEqual(['b.bin', 'a.bin']);
    expect(station.sent('image:compare').at(-1)).toEqual({ first: 'token-b.bin', second: 'token-a.bin' });
  });

  it('of which one was exchanged meanwhile show the newer comparison only', async () => {
    const answers: ((comparison: FileComparison) => void)[] = [];
    storeBench({ 'image:compare': () => new Promise((resolve) => answers.push(resolve)) });
    const compare = useCompareStore();
    await compare.put('first', reportOf({ name: 'a' }));
    const older = compare.put('second', reportOf({ name: 'b' }));
    const newer = compare.put('second', reportOf({ name: 'c' }));
    answers[1]?.(comparisonOf('a', 'c'));
    await newer;
    answers[0]?.(comparisonOf('a', 'a'));
    await older;
    expect(compare.result?.second.name).toBe('c');
    expect(compare.comparing).toBe(false);
  });

  it('of which one was taken away are not compared any more', async () => {
    storeBench({ 'image:compare': () => new Promise(() => undefined) });
    const compare = useCompareStore();
    await compare.put('first', reportOf({ name: 'a' }));
    void compare.put('second', reportOf({ name: 'b' }));
    expect(compare.comparing).toBe(true);
    await compare.put('first', null);
    expect([compare.comparing, compare.result]).toEqual([false, null]);
  });
});

describe('files that become one', () => {
  async function bench(items: readonly FirmwareItem[] = sampleFirmware.items) {
    const station = storeBench({
      'firmware:import': () => imported({ ...sampleFirmware, items }),
      'image:merge': () => null,
    });
    await useChipsStore().load();
    const merge = useMergeStore();
    await merge.add(pick('build'));
    return { station, merge };
  }

  const data = (id: string, offset: number | null) =>
    sampleItem({ id, name: `${id}.bin`, sizeBytes: 0x2000, offset, offsetReason: 'user' });

  it('are merged for the chip that they tell, each at its offset', async () => {
    const { station, merge } = await bench();
    expect(merge.findings).toEqual([]);
    await merge.save();
    expect(station.sent('image:merge')).toMatchObject([
      {
        chip: 'esp32c3',
        to: 'bin',
        parts: [
          { file: 'token-a', offset: 0 },
          { file: 'token-b', offset: 0x8000 },
          { file: 'token-c', offset: 0x10000 },
        ],
        padToSize: null,
        fileName: 'greenhouse-sensor-1.4.2-merged.bin',
      },
    ]);
  });

  it('are not merged while they overlap; one is moved with a click', async () => {
    const { station, merge } = await bench([data('x', 0x1000), data('y', 0x2000)]);
    expect(merge.findings.map(({ code }) => code)).toEqual(['segments-overlap']);
    await merge.save();
    expect(station.sent('image:merge')).toEqual([]);
    const fix = merge.findings[0]?.fix;
    if (fix) merge.applyFix(fix);
    expect(merge.findings).toEqual([]);
    expect(merge.canSave).toBe(true);
  });

  it('need an offset each', async () => {
    const { merge } = await bench([data('x', null)]);
    expect(merge.findings.map(({ code }) => code)).toEqual(['offset-missing']);
    merge.setOffset('x', 0x4000);
    expect([merge.canSave, merge.endOffset]).toEqual([true, 0x6000]);
  });

  it('must fit into what they are filled up to; only a binary is filled up', async () => {
    const { merge } = await bench([data('x', 0x20_0000)]);
    merge.padToSize = '2MB';
    expect(merge.findings.map(({ code }) => code)).toEqual(['past-end-of-flash']);
    merge.to = 'hex';
    expect(merge.findings).toEqual([]);
  });

  it('of the same name take the place of the older', async () => {
    const { merge } = await bench([data('x', 0x1000)]);
    await merge.add(pick('build'));
    expect(merge.rows).toHaveLength(1);
  });

  it('change their order', async () => {
    const { merge } = await bench([data('x', 0), data('y', 0x4000)]);
    merge.moveBy('y', -1);
    merge.moveBy('y', -1);
    expect(merge.rows.map(({ id }) => id)).toEqual(['y', 'x']);
  });
});

describe('the partition table that is edited', () => {
  it('is the one in the file', async () => {
    const table = { rows: [], tableOffset: 0x9000, hasMd5: false };
    storeBench({ 'image:inspect': () => reportOf({ name: 'partitions.bin', table }) });
    const tables = useTableStore();
    await tables.openFile(pick('partitions.bin'));
    expect(tables.opened).toMatchObject({ name: 'partitions.bin', table });
  });

  it('is not thrown away for a file that has none', async () => {
    named();
    const tables = useTableStore();
    tables.create('new.csv');
    await tables.openFile(pick('app.bin'));
    expect([tables.opened?.name, tables.without]).toEqual(['new.csv', 'app.bin']);
  });
});
