import { flushPromises } from '@vue/test-utils';
import type { JobOutput, JobRecord } from '../../../src-shared/model/job';
import { useBoardStore } from '../../../src-renderer/stores/board-store';
import { useChipsStore } from '../../../src-renderer/stores/chips-store';
import { usePartitionsStore } from '../../../src-renderer/stores/partitions-store';
import { usePortsStore } from '../../../src-renderer/stores/ports-store';
import { sampleBoard, samplePartitions, samplePort, sampleRecord } from '../../support/sample-station';
import type { StationDouble } from '../../support/station-double';

export const sampleTable: Extract<JobOutput, { type: 'partitions' }> = {
  type: 'partitions',
  offset: 0x8000,
  entries: samplePartitions,
  problem: null,
};

/** A job that ended well and brought something back. */
export function broughtBack(output: JobOutput | null, change: Partial<JobRecord> = {}): JobRecord {
  const result = { board: sampleBoard, segments: [], verified: false, boot: null, output };
  return sampleRecord({ result, ...change });
}

/** A station with a board that was read: its chip, and its partition table. */
export async function readBoard(station: StationDouble): Promise<void> {
  station.ports = [samplePort];
  // They listen: they must be there before the first event.
  useBoardStore();
  usePartitionsStore();
  await useChipsStore().load();
  await usePortsStore().load();
  station.changeJob(broughtBack(sampleTable, { id: 'look', kind: 'partitions', createdAtMs: 0 }));
  await flushPromises();
}
