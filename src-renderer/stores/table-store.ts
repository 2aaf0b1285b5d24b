import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { FileReport } from '../../src-shared/model/file-report';
import { partitionTableOffset, type PartitionTableFile } from '../../src-shared/model/partition-table';
import { useFileReader } from '../composables/use-file-reader';
import type { PickSources } from './import-store';

/** A partition table as it was when it was opened; its editor knows what became of it. */
export interface OpenedTable {
  readonly id: number;
  readonly name: string;
  readonly table: PartitionTableFile;
}

/** The partition table that is edited. */
export const useTableStore = defineStore('table', () => {
  const { reading, read } = useFileReader();
  const opened = shallowRef<OpenedTable | null>(null);
  /** Name of a file that was looked into and has no table. */
  const without = shallowRef<string | null>(null);
  let nextId = 1;

  async function openFile(pick: PickSources): Promise<void> {
    const report = await read(pick);
    if (report) open(report);
  }

  function open({ name, table }: Pick<FileReport, 'name' | 'table'>): void {
    without.value = table ? null : name;
    if (table) opened.value = { id: nextId++, name, table };
  }

  function create(name: string): void {
    open({ name, table: { rows: [], tableOffset: partitionTableOffset, hasMd5: true } });
  }

  function close(): void {
    opened.value = null;
    without.value = null;
  }

  return { reading, opened, without, openFile, open, create, close };
});
