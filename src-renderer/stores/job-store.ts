import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { JobEvent, JobId, JobKind, JobRecord, JobRequest } from '../../src-shared/model/job';
import type { ProgressEvent } from '../../src-shared/model/progress';
import { browserClock } from '../api/browser-clock';
import { useStation } from '../api/station-client';
import { foldProgress, noProgress } from '../model/progress/job-progress';
import { RateEstimator } from '../model/progress/rate-estimator';
import { isOver, isShownOn, type JobPlace, type JobView, type PlannedRow } from './job-view';
import { usePortsStore } from './ports-store';
import { useToastsStore } from './toasts-store';

/** The jobs of this session. They go on whatever page is open, one after another on a port. */
export const useJobStore = defineStore('jobs', () => {
  const { client } = useStation();
  const ports = usePortsStore();
  const toasts = useToastsStore();
  const jobs = shallowRef<ReadonlyMap<JobId, JobView>>(new Map());
  const estimators = new Map<JobId, RateEstimator>();
  const dismissed = shallowRef<ReadonlySet<JobId>>(new Set());

  /** The newest job of the chosen port that a page shows, unless its result was put away. */
  const shown = computed(() => ({ flash: newestOn('flash'), board: newestOn('board') }));
  const current = computed(() => shown.value.flash);
  const identification = computed(() => newestOf('identify'));
  const busyPorts = computed(
    () =>
      new Set([...jobs.value.values()].filter((job) => !isOver(job.record)).map((job) => job.record.port)),
  );
  const isBusy = computed(() => [...busyPorts.value].some((port) => ports.isSelected(port)));

  client.on('job:event', accept);

  const newestOn = (place: JobPlace): JobView | null => newest((job) => isShownOn(place, job));
  /** The newest job of that kind on the chosen port. */
  const newestOf = (kind: JobKind): JobView | null => newest((job) => job.record.kind === kind);

  function newest(wanted: (job: JobView) => boolean): JobView | null {
    let found: JobView | null = null;
    for (const job of jobs.value.values()) {
      if (!ports.isSelected(job.record.port) || !wanted(job) || dismissed.value.has(job.record.id)) continue;
      if (!found || job.record.createdAtMs >= found.record.createdAtMs) found = job;
    }
    return found;
  }

  function accept(event: JobEvent): void {
    if (event.type === 'changed') acceptRecord(event.job);
    else acceptProgress(event.jobId, event.progress);
  }

  function acceptRecord(record: JobRecord): void {
    const known = jobs.value.get(record.id);
    // A record that comes late must not bring a finished job back to life.
    if (known && isOver(known.record)) return;
    put(
      known
        ? { ...known, record, stopping: known.stopping && !isOver(record) }
        : {
            record,
            progress: noProgress,
            estimate: null,
            request: null,
            place: null,
            rows: [],
            stopping: false,
          },
    );
    if (isOver(record)) estimators.delete(record.id);
  }

  function acceptProgress(id: JobId, event: ProgressEvent): void {
    const job = jobs.value.get(id);
    if (!job || isOver(job.record)) return;
    const sizes = job.rows.map((row) => row.sizeBytes);
    const progress = foldProgress(job.progress, event, sizes);
    put({ ...job, progress, estimate: estimate(id, event, progress.bytes) ?? keepEstimate(job, event) });
  }

  function keepEstimate(job: JobView, event: ProgressEvent): JobView['estimate'] {
    return event.type === 'stage' ? null : job.estimate;
  }

  function estimate(
    id: JobId,
    event: ProgressEvent,
    bytes: { readonly done: number; readonly total: number } | null,
  ): JobView['estimate'] {
    const estimator = estimators.get(id) ?? new RateEstimator();
    estimators.set(id, estimator);
    if (event.type === 'stage') estimator.restart();
    if (event.type !== 'bytes' || bytes === null) return null;
    return estimator.feed(browserClock.now(), bytes.done, bytes.total);
  }

  function put(job: JobView): void {
    jobs.value = new Map(jobs.value).set(job.record.id, job);
  }

  /** The jobs that were under way before this page was opened. */
  async function load(): Promise<void> {
    const records = await client.request('job:list', { limit: 50 });
    for (const record of records) {
      if (!isOver(record) || jobs.value.has(record.id)) acceptRecord(record);
    }
  }

  /** Answers with null when the station refused; why has been said. */
  async function start(
    request: JobRequest,
    rows: readonly PlannedRow[] = [],
    place: JobPlace = 'flash',
  ): Promise<JobId | null> {
    try {
      const id = await client.request('job:start', request);
      const job = jobs.value.get(id);
      put({ ...(job ?? queuedView(id, request)), request, rows, place });
      return id;
    } catch (error) {
      toasts.showError(error);
      return null;
    }
  }

  async function stop(id: JobId): Promise<void> {
    const job = jobs.value.get(id);
    if (!job || isOver(job.record)) return;
    put({ ...job, stopping: true });
    try {
      await client.request('job:cancel', { jobId: id });
    } catch (error) {
      const still = jobs.value.get(id);
      if (still) put({ ...still, stopping: false });
      toasts.showError(error);
    }
  }

  function dismiss(id: JobId): void {
    dismissed.value = new Set(dismissed.value).add(id);
  }

  return {
    jobs,
    shown,
    current,
    identification,
    busyPorts,
    isBusy,
    newestOf,
    load,
    start,
    stop,
    dismiss,
  };
});

/** Until the station's first word about it. */
function queuedView(id: JobId, request: JobRequest): JobView {
  const record: JobRecord = {
    id,
    kind: request.kind,
    port: request.connect.port,
    title: request.kind === 'flash' ? request.title : '',
    state: 'queued',
    createdAtMs: Date.now(),
    startedAtMs: null,
    finishedAtMs: null,
    result: null,
    error: null,
  };
  return {
    record,
    progress: noProgress,
    estimate: null,
    request: null,
    place: null,
    rows: [],
    stopping: false,
  };
}
