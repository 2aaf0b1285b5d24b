import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { toAppError, type AppError } from '../../src-shared/errors/app-error';
import type { Diagnosis } from '../../src-shared/model/diagnosis';
import type { JobId } from '../../src-shared/model/job';
import { useStation } from '../api/station-client';
import { useJobStore } from './job-store';
import { isOver } from './job-view';
import { useOptionsStore } from './options-store';

/** What the doctor is asked: about the board on the port, or why there is none. */
export type DoctorTopic = 'board' | 'adapters';

/** The connection doctor: one question at a time. */
export const useDoctorStore = defineStore('doctor', () => {
  const { client } = useStation();
  const jobs = useJobStore();
  const options = useOptionsStore();
  const open = ref(false);
  const topic = ref<DoctorTopic>('board');
  const jobId = ref<JobId | null>(null);
  const asking = ref(false);
  const adapters = shallowRef<Diagnosis | null>(null);
  const adaptersError = shallowRef<AppError | null>(null);

  const job = computed(() => (jobId.value === null ? null : (jobs.jobs.get(jobId.value) ?? null)));
  const isBusy = computed(() => asking.value || (job.value !== null && !isOver(job.value.record)));
  const diagnosis = computed(() => {
    if (topic.value === 'adapters') return adapters.value;
    const output = job.value?.record.result?.output;
    return output?.type === 'diagnosis' ? output.diagnosis : null;
  });
  /** Why the doctor could not find out. */
  const error = computed(() =>
    topic.value === 'adapters' ? adaptersError.value : (job.value?.record.error ?? null),
  );

  /** Listens to the board on the chosen port. Its reset is part of it. */
  async function examineBoard(): Promise<void> {
    const connect = options.connectOptions;
    if (!connect) return;
    topic.value = 'board';
    jobId.value = null;
    open.value = true;
    asking.value = true;
    jobId.value = await jobs.start({ kind: 'diagnose', connect }, [], 'board');
    asking.value = false;
    if (jobId.value === null) open.value = false;
  }

  /** Looks at what is on USB, without any port. */
  async function examineAdapters(): Promise<void> {
    topic.value = 'adapters';
    adapters.value = null;
    adaptersError.value = null;
    open.value = true;
    asking.value = true;
    try {
      adapters.value = await client.request('doctor:adapters', null);
    } catch (thrown) {
      adaptersError.value = toAppError(thrown);
    }
    asking.value = false;
  }

  const again = (): Promise<void> => (topic.value === 'board' ? examineBoard() : examineAdapters());

  async function close(): Promise<void> {
    open.value = false;
    if (job.value && !isOver(job.value.record)) await jobs.stop(job.value.record.id);
  }

  return { open, topic, job, isBusy, diagnosis, error, examineBoard, examineAdapters, again, close };
});
