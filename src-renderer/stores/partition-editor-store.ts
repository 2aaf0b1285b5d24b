import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { OfferedFile } from '../../src-shared/model/backup';
import {
  partitionTableOffset,
  type PartitionDraft,
  type PartitionTableFile,
} from '../../src-shared/model/partition-table';
import { checkPartitions } from '../../src-shared/partitions/check-partitions';
import { layOutPartitions, partitionTableSectorBytes } from '../../src-shared/partitions/lay-out-partitions';
import { partitionType } from '../../src-shared/partitions/partition-types';
import { useStation } from '../api/station-client';
import { toDraft, type EditedRow } from '../model/partitions/edited-row';
import { pinRows, releaseRows } from '../model/partitions/pin-rows';
import { alignOffset, freeStretches, sizeUpTo } from '../model/partitions/place-row';
import { templateRows, type TableTemplate } from '../model/partitions/table-templates';

/** Flash sizes that a table can be made for, in bytes. */
export const editorFlashSizes = [1, 2, 4, 8, 16, 32, 64, 128].map((megabytes) => megabytes * 1024 * 1024);

const defaultFlashBytes = 4 * 1024 * 1024;
const newRowBytes = 0x1_0000;
const spiffsSubtype = 0x82;
const mostUndoSteps = 100;

interface TableState {
  readonly rows: readonly EditedRow[];
  readonly tableOffset: number;
  readonly flashBytes: number;
}

/** The partition table that is being edited; stays while other pages are shown. */
export const usePartitionEditorStore = defineStore('partition-editor', () => {
  const { client } = useStation();
  const name = ref('');
  const state = shallowRef<TableState>({
    rows: [],
    tableOffset: partitionTableOffset,
    flashBytes: defaultFlashBytes,
  });
  const before = shallowRef<readonly TableState[]>([]);
  const opened = shallowRef<PartitionTableFile | null>(null);
  /** While something is dragged all of its steps are one step back. */
  const gesture = ref<string | null>(null);
  /** Rows without an offset of their own when one began to be moved; null while none is. */
  let placing: ReadonlySet<string> | null = null;
  let nextId = 1;

  const rows = computed(() => state.value.rows);
  const tableOffset = computed(() => state.value.tableOffset);
  const flashBytes = computed(() => state.value.flashBytes);
  const drafts = computed(() => rows.value.map(toDraft));
  /** The rows with the offsets that they will have, in the same order. */
  const entries = computed(() => layOutPartitions(drafts.value, { tableOffset: tableOffset.value }));
  const problems = computed(() =>
    checkPartitions(drafts.value, { tableOffset: tableOffset.value, flashSizeBytes: flashBytes.value }),
  );
  const errors = computed(() => problems.value.filter(({ severity }) => severity === 'error'));
  const free = computed(() =>
    freeStretches(entries.value, tableOffset.value + partitionTableSectorBytes, flashBytes.value),
  );
  const canUndo = computed(() => before.value.length > 0);

  /** Begins with what a file holds; the same table again leaves alone what was done to it. */
  function open(table: PartitionTableFile, from: string): void {
    if (opened.value === table) return;
    opened.value = table;
    begin(table.rows, table.tableOffset, from);
  }

  function openTemplate(template: TableTemplate): void {
    change({ rows: templateRows(template).map(toRow) });
  }

  function begin(drafted: readonly PartitionDraft[], offset: number, from: string): void {
    const laid = layOutPartitions(drafted, { tableOffset: offset });
    const end = Math.max(0, ...laid.map((entry) => entry.offset + entry.sizeBytes));
    name.value = from;
    before.value = [];
    state.value = {
      rows: drafted.map(toRow),
      tableOffset: offset,
      flashBytes: editorFlashSizes.find((size) => size >= Math.max(end, defaultFlashBytes)) ?? end,
    };
  }

  function toRow(draft: PartitionDraft): EditedRow {
    return { ...draft, id: `row-${nextId++}` };
  }

  function change(changes: Partial<TableState>, within: string | null = null): void {
    if (within === null || within !== gesture.value)
      before.value = [...before.value, state.value].slice(-mostUndoSteps);
    gesture.value = within;
    state.value = { ...state.value, ...changes };
  }

  function changeRow(id: string, changes: Partial<PartitionDraft>, within: string | null = null): void {
    change({ rows: rows.value.map((row) => (row.id === id ? { ...row, ...changes } : row)) }, within);
  }

  function undo(): void {
    const last = before.value.at(-1);
    if (!last) return;
    before.value = before.value.slice(0, -1);
    gesture.value = null;
    state.value = last;
  }

  function find(id: string) {
    const index = rows.value.findIndex((row) => row.id === id);
    const row = rows.value[index];
    const entry = entries.value[index];
    return row && entry ? { row, entry } : null;
  }

  /** Puts a row to the nearest offset that its type allows; no other row moves. */
  function place(id: string, offset: number): void {
    const found = find(id);
    if (!found) return;
    const aligned = alignOffset(found.row, offset, flashBytes.value);
    if (aligned === found.entry.offset) return;
    if (placing === null)
      placing = new Set(
        rows.value.filter((row) => row.offset === null && row.id !== id).map((row) => row.id),
      );
    const pinned = pinRows(rows.value, tableOffset.value);
    change({ rows: pinned.map((row) => (row.id === id ? { ...row, offset: aligned } : row)) }, `place ${id}`);
  }

  /** Lets a row end at the nearest whole sector. */
  function resize(id: string, end: number): void {
    const found = find(id);
    if (!found) return;
    const sizeBytes = sizeUpTo(found.entry, end, flashBytes.value);
    if (sizeBytes !== found.row.sizeBytes) changeRow(id, { sizeBytes }, `resize ${id}`);
  }

  /** What was moved finds its place in the order; rows that stood by themselves do so again where that changes nothing. */
  function endGesture(): void {
    if (placing !== null)
      state.value = { ...state.value, rows: releaseRows(rows.value, placing, tableOffset.value) };
    placing = null;
    gesture.value = null;
  }

  /** A new row behind the last one, as large as there is room for up to a usual size. */
  function add(rowName: string): string {
    const room = free.value.at(-1)?.sizeBytes ?? newRowBytes;
    const row = toRow({
      name: freeName(rowName),
      type: partitionType.data,
      subtype: spiffsSubtype,
      offset: null,
      sizeBytes: Math.max(partitionTableSectorBytes, Math.min(room, newRowBytes)),
      encrypted: false,
      readOnly: false,
    });
    change({ rows: [...rows.value, row] });
    return row.id;
  }

  function freeName(wanted: string): string {
    const taken = new Set(rows.value.map((row) => row.name));
    let unused = wanted;
    for (let number = 2; taken.has(unused); number++) unused = `${wanted}${number}`;
    return unused;
  }

  function remove(id: string): void {
    change({ rows: rows.value.filter((row) => row.id !== id) });
  }

  /** Puts the row at `index`, moving the others aside: rows without an offset of their own follow the order. */
  function moveTo(id: string, index: number): void {
    const from = rows.value.findIndex((row) => row.id === id);
    const row = rows.value[from];
    if (!row || from === index || index < 0 || index >= rows.value.length) return;
    change({ rows: rows.value.toSpliced(from, 1).toSpliced(index, 0, row) });
  }

  function moveBy(id: string, steps: number): void {
    moveTo(id, rows.value.findIndex((row) => row.id === id) + steps);
  }

  /** Null when the user changed their mind. */
  function exportTable(to: 'csv' | 'bin', fileName: string): Promise<OfferedFile | null> {
    return client.request('partitions:export', {
      rows: drafts.value,
      tableOffset: tableOffset.value,
      to,
      md5: opened.value?.hasMd5 ?? true,
      fileName,
    });
  }

  return {
    name,
    rows,
    tableOffset,
    flashBytes,
    entries,
    problems,
    errors,
    free,
    canUndo,
    open,
    openTemplate,
    setFlashBytes: (bytes: number) => change({ flashBytes: bytes }),
    setTableOffset: (offset: number) => change({ tableOffset: offset }),
    changeRow,
    place,
    resize,
    endGesture,
    add,
    remove,
    moveTo,
    moveBy,
    undo,
    exportTable,
  };
});
