import { describe, expect, it } from 'vitest';
import { usePartitionsStore } from '../../../src-renderer/stores/partitions-store';
import { sampleRecord } from '../../support/sample-station';
import { broughtBack, readBoard, sampleTable } from './board-bench';
import { storeBench } from './store-bench';

async function bench() {
  const station = storeBench();
  await readBoard(station);
  return { station, partitions: usePartitionsStore() };
}

describe('the partition table of a board', () => {
  it('is what was read from it last', async () => {
    const { station, partitions } = await bench();
    expect(partitions.current).toEqual(sampleTable);
    const blank = { ...sampleTable, offset: 0x9000, entries: [], problem: 'blank' } as const;
    station.changeJob(broughtBack(blank, { id: 'again', kind: 'partitions' }));
    expect(partitions.current).toEqual(blank);
  });

  it('is looked for at its usual place, then where it was found', async () => {
    const { station, partitions } = await bench();
    await partitions.read();
    expect(station.sent('job:start').at(-1)).toMatchObject({ kind: 'partitions', offset: 0x8000 });
    expect(partitions.reading).toBe(true);
    await partitions.read(0x10000);
    expect(station.sent('job:start').at(-1)).toMatchObject({ offset: 0x10000 });
  });

  it.each(['flash', 'erase', 'restore'] as const)('is old once a job of kind %s is at work', async (kind) => {
    const { station, partitions } = await bench();
    expect(partitions.isOld).toBe(false);
    station.changeJob(sampleRecord({ id: 'work', kind, state: 'running', result: null }));
    expect(partitions.isOld).toBe(true);
    station.changeJob(broughtBack(sampleTable, { id: 'again', kind: 'partitions' }));
    expect(partitions.isOld).toBe(false);
  });

  it('stays as it is while something is merely read', async () => {
    const { station, partitions } = await bench();
    station.changeJob(sampleRecord({ id: 'work', kind: 'read', state: 'running', result: null }));
    expect(partitions.isOld).toBe(false);
  });
});
