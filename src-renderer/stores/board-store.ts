import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import type { BoardInfo } from '../../src-shared/model/board';
import type { FlashRegion, JobRecord } from '../../src-shared/model/job';
import type { PortId } from '../../src-shared/model/port';
import { useStation } from '../api/station-client';
import { isOver, type JobPlace } from './job-view';
import { useJobStore } from './job-store';
import { useOptionsStore } from './options-store';
import { usePortsStore } from './ports-store';

/** The board behind each port, as the last job saw it; forgotten when the port goes away or nothing answers. */
export const useBoardStore = defineStore('board', () => {
  const { client } = useStation();
  const ports = usePortsStore();
  const jobs = useJobStore();
  const options = useOptionsStore();
  const boards = shallowRef<ReadonlyMap<PortId, BoardInfo>>(new Map());

  const current = computed(() => {
    const ids = ports.selected ? [ports.selected.id, ...ports.formerIds] : [];
    return ids.map((id) => boards.value.get(id)).find((board) => board !== undefined) ?? null;
  });
  const identifying = computed(() => {
    const job = jobs.identification;
    return job !== null && !isOver(job.record);
  });
  /** Why the last look at this board failed; null once a later job saw it. */
  const problem = computed(() =>
    current.value === null && jobs.identification?.record.state === 'failed'
      ? jobs.identification.record.error
      : null,
  );

  client.on('job:event', (event) => {
    if (event.type === 'changed') learn(event.job);
  });

  watch(
    () => ports.ports,
    (present) => {
      const ids = new Set(present.map((port) => port.id));
      // A board that came back under another name is still known by the one it had.
      boards.value = new Map(
        [...boards.value].filter(([port]) => ids.has(port) || (ports.isSelected(port) && !ports.isGone)),
      );
    },
  );

  function learn({ port, result, state, kind }: JobRecord): void {
    const next = new Map(boards.value);
    if (result?.board) next.set(port, result.board);
    else if (state === 'failed' && kind === 'identify') next.delete(port);
    boards.value = next;
  }

  async function identify(): Promise<void> {
    const connect = options.connectOptions;
    if (connect) await jobs.start({ kind: 'identify', connect });
  }

  /** Null erases all of the flash. */
  async function erase(place: JobPlace, region: FlashRegion | null = null, label = ''): Promise<void> {
    const connect = options.connectOptions;
    if (connect) await jobs.start({ kind: 'erase', connect, region, label }, [], place);
  }

  return { current, identifying, problem, identify, erase };
});
