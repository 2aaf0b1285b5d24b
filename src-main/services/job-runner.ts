import { randomUUID } from 'node:crypto';
import { AppError, toAppError } from '../../src-shared/errors/app-error';
import type { JobEvent, JobId, JobRecord, JobRequest, JobResult } from '../../src-shared/model/job';
import type { PortId } from '../../src-shared/model/port';
import type { Clock } from '../../src-shared/time/clock';
import { Emitter } from './emitter';
import type { ExecuteJob } from './job-control';
import type { History } from './history';
import { jobResult } from './jobs/job-result';
import { jobTitle } from './jobs/job-title';
import { PortQueue } from './port-queue';
import type { TraceHub } from './trace-hub';
import { requestText, traceText } from './trace-text';

/** Work that goes on so long after it was told to stop is given up: cancelling always answers. */
const cancelGraceMs = 10_000;

/** Whoever else uses ports: steps aside for a job. Never rejects. */
export interface PortLending {
  /** Resolves when the port is free. */
  lend(port: PortId, jobId: JobId, title: string): Promise<void>;
  giveBack(port: PortId): Promise<void>;
}

export interface JobRunnerOptions {
  readonly execute: ExecuteJob;
  readonly history: History;
  readonly trace: TraceHub;
  readonly clock: Clock;
  /** Ms since 1970. */
  readonly wallClock: () => number;
  readonly lending?: PortLending;
}

interface ActiveJob {
  readonly request: JobRequest;
  readonly abort: AbortController;
  record: JobRecord;
  /** Its outcome is known; what is left is to write it down. */
  ended: boolean;
}

type Outcome = Pick<JobRecord, 'state' | 'result' | 'error'>;

/**
 * Runs jobs: side by side on different ports, one after the other on the same. Every job ends with exactly one `changed`
 * event that has a terminal state, and with a record on disk.
 */
export class JobRunner {
  readonly #options: JobRunnerOptions;
  readonly #events = new Emitter<JobEvent>();
  readonly #queue = new PortQueue();
  readonly #active = new Map<JobId, ActiveJob>();
  readonly #idleListeners = new Set<() => void>();

  constructor(options: JobRunnerOptions) {
    this.#options = options;
  }

  get activeCount(): number {
    return this.#active.size;
  }

  onEvent(listener: (event: JobEvent) => void): () => void {
    return this.#events.on(listener);
  }

  start(request: JobRequest): JobId {
    const job: ActiveJob = {
      request,
      abort: new AbortController(),
      record: this.#newRecord(request),
      ended: false,
    };
    const { id, port } = job.record;
    this.#active.set(id, job);
    this.#saveUnfinished(job);
    this.#events.emit({ type: 'changed', job: job.record });
    this.#queue.add(port, id, () => this.#run(job));
    return id;
  }

  /** Asks a job to stop; its terminal event follows. A job that has ended already stays as it is. */
  async cancel(id: JobId): Promise<void> {
    const job = this.#active.get(id);
    if (job === undefined) {
      if (await this.#options.history.has(id)) return;
      throw new AppError('job-not-found');
    }
    job.abort.abort(new AppError('cancelled'));
    if (this.#queue.drop(job.record.port, id))
      await this.#end(job, { state: 'cancelled', result: null, error: null });
  }

  /** Stops everything; resolves when nothing runs any more. */
  async cancelAll(): Promise<void> {
    await Promise.all([...this.#active.keys()].map((id) => this.cancel(id)));
    if (this.#active.size > 0) await new Promise<void>((resolve) => this.#idleListeners.add(resolve));
  }

  #newRecord(request: JobRequest): JobRecord {
    return {
      id: randomUUID(),
      kind: request.kind,
      port: request.connect.port,
      title: jobTitle(request),
      state: 'queued',
      createdAtMs: this.#options.wallClock(),
      startedAtMs: null,
      finishedAtMs: null,
      result: null,
      error: null,
    };
  }

  async #run(job: ActiveJob): Promise<void> {
    this.#change(job, { state: 'connecting', startedAtMs: this.#options.wallClock() });
    this.#saveUnfinished(job);
    await this.#end(job, await this.#outcomeWithPort(job));
  }

  /** The port is given back whatever becomes of the job, and before its record is written: a board does not wait for a disk. */
  async #outcomeWithPort(job: ActiveJob): Promise<Outcome> {
    const { lending } = this.#options;
    if (lending === undefined) return this.#outcomeOf(job);
    const { id, port, title } = job.record;
    await lending.lend(port, id, title);
    try {
      return await this.#outcomeOf(job);
    } finally {
      await lending.giveBack(port);
    }
  }

  /** For a station that dies. A disk that takes no record now is complained about when the job ends. */
  #saveUnfinished(job: ActiveJob): void {
    this.#options.history.save(job.record).catch(() => undefined);
  }

  async #outcomeOf(job: ActiveJob): Promise<Outcome> {
    try {
      return { state: 'succeeded', result: await this.#execute(job), error: null };
    } catch (thrown) {
      if (job.abort.signal.aborted) return { state: 'cancelled', result: job.record.result, error: null };
      return { state: 'failed', result: job.record.result, error: toAppError(thrown).toWire() };
    }
  }

  #execute(job: ActiveJob): Promise<JobResult> {
    const { execute, clock } = this.#options;
    const { signal } = job.abort;
    const { id } = job.record;
    const isOver = (): boolean => job.ended;
    return new Promise((resolve, reject) => {
      let cancelGrace = (): void => undefined;
      signal.addEventListener('abort', () => {
        cancelGrace = clock.schedule(cancelGraceMs, () => reject(signal.reason as AppError));
      });
      execute(job.request, {
        jobId: id,
        signal,
        // Work that was given up may still talk; nothing may follow the terminal event.
        onProgress: (progress) => {
          if (isOver()) return;
          if (progress.type === 'notice') this.#trace(job, progress);
          this.#events.emit({ type: 'progress', jobId: id, progress });
        },
        trace: (body) => {
          if (!isOver()) this.#trace(job, body);
        },
        onConnected: () => {
          if (!isOver()) this.#change(job, { state: 'running' });
        },
        onBoard: (board) => {
          if (!isOver()) this.#change(job, { result: { ...(job.record.result ?? jobResult(board)), board } });
        },
        onSegments: (segments) => {
          const { result } = job.record;
          if (!isOver() && result !== null) this.#change(job, { result: { ...result, segments } });
        },
      })
        .then(resolve, reject)
        .finally(() => cancelGrace());
    });
  }

  #trace(job: ActiveJob, body: Parameters<Parameters<ExecuteJob>[1]['trace']>[0]): void {
    const { trace, wallClock } = this.#options;
    trace.add({ atMs: wallClock(), port: job.record.port, jobId: job.record.id, body });
  }

  #change(job: ActiveJob, change: Partial<JobRecord>): void {
    job.record = { ...job.record, ...change };
    this.#options.history.note(job.record);
    this.#events.emit({ type: 'changed', job: job.record });
  }

  /** The record is on disk before anybody hears of the end: who sees a result can rely on its record. */
  async #end(job: ActiveJob, outcome: Outcome): Promise<void> {
    const { history, trace, wallClock } = this.#options;
    const ended: JobRecord = { ...job.record, ...outcome, finishedAtMs: wallClock() };
    job.ended = true;
    const unsaved = await Promise.all([
      history.saveLog(ended, [requestText(job.request), ...trace.takeLog(ended.id).map(traceText)]),
      history.save(ended),
    ]).then(() => null, recordNotSaved);
    this.#change(job, { ...ended, error: ended.error ?? unsaved?.toWire() ?? null });
    this.#active.delete(ended.id);
    if (this.#active.size > 0) return;
    for (const listener of this.#idleListeners) listener();
    this.#idleListeners.clear();
  }
}

function recordNotSaved(error: unknown): AppError {
  const reason = error instanceof Error ? error.message : String(error);
  return new AppError('record-not-saved', { reason }, { cause: error });
}
