import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { JobKind, JobOutput, JobRecord } from '../../src-shared/model/job';
import { partitionTableOffset } from '../../src-shared/model/partition-table';
import type { PortId } from '../../src-shared/model/port';
import { useStation } from '../api/station-client';
import { isOver } from './job-view';
import { useJobStore } from './job-store';
import { useOptionsStore } from './options-store';
import { usePortsStore } from './ports-store';

export type PartitionsFound = Extract<JobOutput, { type: 'partitions' }>;

interface KnownTable {
  readonly found: PartitionsFound;
  /** Something was written or erased since it was read. */
  readonly isOld: boolean;
}

const changingKinds: ReadonlySet<JobKind> = new Set<JobKind>(['flash', 'erase', 'restore']);

/** The partition table of the board behind each port, as it was read last. */
export const usePartitionsStore = defineStore('partitions', () => {
  const { client } = useStation();
  const ports = usePortsStore();
  const jobs = useJobStore();
  const options = useOptionsStore();
  const tables = shallowRef<ReadonlyMap<PortId, KnownTable>>(new Map());

  const known = computed(() => {
    const ids = ports.selected ? [ports.selected.id, ...ports.formerIds] : [];
    return ids.map((id) => tables.value.get(id)).find((table) => table !== undefined) ?? null;
  });
  const current = computed(() => known.value?.found ?? null);
  const isOld = computed(() => known.value?.isOld ?? false);
  const reading = computed(() => {
    const job = jobs.newestOf('partitions');
    return job !== null && !isOver(job.record);
  });

  client.on('job:event', (event) => {
    if (event.type === 'changed') learn(event.job);
  });

  function learn({ kind, port, state, result }: JobRecord): void {
    const next = new Map(tables.value);
    const before = next.get(port);
    if (result?.output?.type === 'partitions') next.set(port, { found: result.output, isOld: false });
    else if (before && changingKinds.has(kind) && state === 'running')
      next.set(port, { ...before, isOld: true });
    else return;
    tables.value = next;
  }

  /** What there is to know of a board: its chip, and the partition table at `offset`. */
  async function read(offset = current.value?.offset ?? partitionTableOffset): Promise<void> {
    const connect = options.connectOptions;
    if (connect) await jobs.start({ kind: 'partitions', connect, offset }, [], 'board');
  }

  return { current, isOld, reading, read };
});
