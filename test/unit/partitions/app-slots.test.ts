import { describe, expect, it } from 'vitest';
import { buildOtaData, readOtaData } from '../../../src-main/engine/partitions/ota-data';
import type { PartitionEntry } from '../../../src-shared/model/partition-table';
import { appSlots, slotName, startedSlot } from '../../../src-shared/partitions/app-slots';
import { layOutPartitions } from '../../../src-shared/partitions/lay-out-partitions';
import { draft, otaDrafts, withoutRows, withRow } from './sample-drafts';

const lay = (rows: Parameters<typeof layOutPartitions>[0]) => layOutPartitions(rows, { tableOffset: 0x8000 });
const table = lay([...otaDrafts, draft('check', 0, 0x20, 0x1_0000)]);
const withoutFactory = table.filter(({ name }) => name !== 'main');

type Copies = Parameters<typeof buildOtaData>[0];

function started(entries: readonly PartitionEntry[], copies: Copies | null) {
  const { slot, reason, thenTried, context } = startedSlot(
    entries,
    copies === null ? null : readOtaData(buildOtaData(copies)),
  );
  return { name: slot?.entry.name ?? null, reason, then: thenTried.map(({ entry }) => entry.name), context };
}

describe('app slots', () => {
  it('are factory app, OTA slots by number, test app, wherever they lie', () => {
    expect(appSlots([...table].reverse()).map(slotName)).toEqual(['factory', 'ota_0', 'ota_1', 'test']);
    expect(appSlots(table).map(({ number }) => number)).toEqual([null, 0, 1, null]);
  });

  it('are not what the secure world starts, nor data', () => {
    expect(appSlots(lay([draft('tee', 0, 0x30, 0x1_0000), draft('nvs', 1, 2, 0x3000)]))).toEqual([]);
  });
});

describe('the slot that is started', () => {
  it('is the factory app, else the first slot, while OTA data is blank', () => {
    expect(started(table, [null, null])).toMatchObject({
      name: 'main',
      reason: 'ota-data-blank',
      then: ['slot_a', 'slot_b', 'check'],
    });
    expect(started(withoutFactory, [null, null])).toMatchObject({ name: 'slot_a', reason: 'ota-data-blank' });
  });

  it('is said to be a guess where OTA data is not known', () => {
    expect(started(table, null)).toMatchObject({ name: 'main', reason: 'ota-data-unknown' });
  });

  it('is always the same without an OTA data partition', () => {
    expect(started(lay(withoutRows(['otadata'])), null)).toMatchObject({
      name: 'main',
      reason: 'no-ota-data',
    });
  });

  it.each([
    [1, 'slot_a'],
    [2, 'slot_b'],
    [3, 'slot_a'],
    [0, 'slot_b'],
  ])('is, for the sequence %i, %s', (sequence, name) => {
    const found = started(table, [{ sequence, state: 'valid' }, null]);
    expect(found).toMatchObject({ name, reason: 'ota-data-chosen', context: { name, sequence, copy: 1 } });
  });

  it('is the one of the copy with the higher sequence', () => {
    const copies: Copies = [
      { sequence: 5, state: 'undefined' },
      { sequence: 6, state: 'new' },
    ];
    expect(started(table, copies)).toMatchObject({
      name: 'slot_b',
      reason: 'ota-data-chosen',
      then: ['slot_a', 'main', 'check'],
      context: { copy: 2, slot: 'ota_1' },
    });
  });

  it('is the one before where an update was given up', () => {
    for (const state of ['invalid', 'aborted'] as const)
      expect(
        started(table, [
          { sequence: 5, state: 'valid' },
          { sequence: 6, state },
        ]),
      ).toMatchObject({ name: 'slot_a', reason: 'ota-data-chosen' });
  });

  it('is the factory app where neither copy can be used', () => {
    expect(started(table, [{ sequence: 1, state: 'aborted' }, null])).toMatchObject({
      name: 'main',
      reason: 'ota-data-refused',
    });
    const damaged = buildOtaData([{ sequence: 2, state: 'valid' }, null]);
    damaged[28] = (damaged[28] ?? 0) ^ 1;
    expect(startedSlot(table, readOtaData(damaged))).toMatchObject({ reason: 'ota-data-refused' });
  });

  it('is the next one down where OTA data asks for one that is not there', () => {
    const gap = lay(withRow('slot_b', { subtype: 0x12 }));
    expect(started(gap, [{ sequence: 2, state: 'valid' }, null])).toMatchObject({
      name: 'slot_a',
      reason: 'ota-slot-missing',
      // With two slots the third number is never counted up to.
      then: ['main'],
      context: { asked: 'ota_1' },
    });
  });

  it('is none where there is no app', () => {
    expect(started(lay(withoutRows(['main', 'slot_a', 'slot_b'])), [null, null])).toMatchObject({
      name: null,
      reason: 'no-app',
      then: [],
    });
  });
});
