import { describe, expect, it } from 'vitest';
import { usePartitionEditorStore } from '../../../src-renderer/stores/partition-editor-store';
import type { PartitionDraft, PartitionTableFile } from '../../../src-shared/model/partition-table';
import { storeBench } from './store-bench';

const row = (name: string, type: number, subtype: number, sizeBytes: number): PartitionDraft => ({
  name,
  type,
  subtype,
  offset: null,
  sizeBytes,
  encrypted: false,
  readOnly: false,
});

const table: PartitionTableFile = {
  rows: [
    row('nvs', 1, 2, 0x6000),
    row('phy_init', 1, 1, 0x1000),
    row('factory', 0, 0, 0x10_0000),
    row('storage', 1, 0x82, 0x4_0000),
  ],
  tableOffset: 0x8000,
  hasMd5: false,
};

function opened(file: PartitionTableFile = table) {
  const station = storeBench();
  const editor = usePartitionEditorStore();
  editor.open(file, 'partitions.csv');
  const id = (name: string): string => editor.rows.find((known) => known.name === name)?.id ?? '';
  const offsets = () => Object.fromEntries(editor.entries.map(({ name, offset }) => [name, offset]));
  return { station, editor, id, offsets };
}

describe('the partition editor', () => {
  it('shows where rows without an offset will lie', () => {
    expect(opened().offsets()).toEqual({
      nvs: 0x9000,
      phy_init: 0xf000,
      factory: 0x1_0000,
      storage: 0x11_0000,
    });
  });

  it('makes a flash size of what the table needs', () => {
    const large = { ...table, rows: [...table.rows, row('more', 1, 0x82, 0x40_0000)] };
    expect(opened().editor.flashBytes).toBe(0x40_0000);
    expect(opened(large).editor.flashBytes).toBe(0x80_0000);
  });

  it('moves one partition and no other', () => {
    const { editor, id, offsets } = opened();
    editor.place(id('storage'), 0x20_1234);
    editor.endGesture();
    expect(offsets()).toEqual({
      nvs: 0x9000,
      phy_init: 0xf000,
      factory: 0x1_0000,
      storage: 0x20_1000,
    });
    expect(editor.rows.map(({ offset }) => offset)).toEqual([null, null, null, 0x20_1000]);
  });

  it('puts apps on 64 KiB and never past the end of the flash', () => {
    const { editor, id, offsets } = opened();
    editor.place(id('factory'), 0x20_9000);
    expect(offsets()['factory']).toBe(0x21_0000);
    editor.place(id('factory'), 0x3f_0000);
    expect(offsets()['factory']).toBe(0x30_0000);
  });

  it('orders the rows by their offsets when a partition was moved over others', () => {
    const { editor, id } = opened();
    editor.place(id('factory'), 0x20_0000);
    editor.endGesture();
    expect(editor.rows.map(({ name }) => name)).toEqual(['nvs', 'phy_init', 'storage', 'factory']);
    expect(editor.errors).toEqual([]);
  });

  it('pushes what follows when a partition grows', () => {
    const { editor, id, offsets } = opened();
    editor.resize(id('factory'), 0x1_0000 + 0x18_0000);
    editor.endGesture();
    expect(offsets()['storage']).toBe(0x19_0000);
  });

  it('takes a whole drag back in one step', () => {
    const { editor, id, offsets } = opened();
    for (const offset of [0x15_0000, 0x16_0000, 0x17_0000]) editor.place(id('storage'), offset);
    editor.endGesture();
    editor.undo();
    expect(offsets()['storage']).toBe(0x11_0000);
    expect(editor.canUndo).toBe(false);
  });

  it('names errors as they are made', () => {
    const { editor, id } = opened();
    editor.changeRow(id('storage'), { offset: 0x5_0000 });
    expect(editor.errors.map(({ code }) => code)).toEqual(['overlaps-row']);
    editor.undo();
    expect(editor.errors).toEqual([]);
  });

  it('adds a partition with a name of its own', () => {
    const { editor } = opened();
    editor.add('storage');
    expect(editor.rows.at(-1)?.name).toBe('storage2');
    expect(editor.errors).toEqual([]);
  });

  it('keeps what was done when the same table is shown again', () => {
    const { editor, id } = opened();
    editor.remove(id('storage'));
    editor.open(table, 'partitions.csv');
    expect(editor.rows).toHaveLength(3);
  });

  it('exports what is shown, with an MD5 row only where the file had one', async () => {
    const { station, editor } = opened();
    await editor.exportTable('csv', 'partitions.csv').catch(() => undefined);
    expect(station.requests.at(-1)).toMatchObject({
      name: 'partitions:export',
      request: { to: 'csv', md5: false, tableOffset: 0x8000, fileName: 'partitions.csv', rows: table.rows },
    });
  });
});
