import type { JobId } from '../../src-shared/model/job';
import type { TraceEntry } from '../../src-shared/model/trace';
import type { Clock } from '../../src-shared/time/clock';
import { Emitter } from './emitter';

/** At most 30 batches a second. */
const batchIntervalMs = 34;
const maxBatch = 2000;
const maxJobLog = 5000;
/** Of the whole run, for a file that goes with a bug report. */
const maxKept = 20_000;

/**
 * Collects what the engine traces: batched for whoever watches, kept per job for its log, and kept for this run. All are bounded; the oldest
 * goes first, since the end of a log says why a job failed.
 */
export class TraceHub {
  readonly #clock: Clock;
  readonly #batches = new Emitter<readonly TraceEntry[]>();
  #batch: TraceEntry[] = [];
  #cancelBatch: (() => void) | null = null;
  #kept: TraceEntry[] = [];
  readonly #logs = new Map<JobId, TraceEntry[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  onLines(listener: (lines: readonly TraceEntry[]) => void): () => void {
    return this.#batches.on(listener);
  }

  add(entry: TraceEntry): void {
    this.#batch.push(entry);
    if (this.#batch.length >= 2 * maxBatch) this.#batch = this.#batch.slice(-maxBatch);
    this.#cancelBatch ??= this.#clock.schedule(batchIntervalMs, () => this.#sendBatch());
    this.#kept = appendBounded(this.#kept, entry, maxKept);
    if (entry.jobId !== null)
      this.#logs.set(entry.jobId, appendBounded(this.#logs.get(entry.jobId) ?? [], entry, maxJobLog));
  }

  /** The newest of this run, oldest first. */
  recent(): readonly TraceEntry[] {
    return this.#kept.slice(-maxKept);
  }

  /** What was traced of a job, oldest first; it is forgotten with this. */
  takeLog(jobId: JobId): readonly TraceEntry[] {
    const log = this.#logs.get(jobId) ?? [];
    this.#logs.delete(jobId);
    return log.slice(-maxJobLog);
  }

  close(): void {
    this.#cancelBatch?.();
    this.#cancelBatch = null;
    this.#batch = [];
  }

  #sendBatch(): void {
    this.#cancelBatch = null;
    const batch = this.#batch.slice(-maxBatch);
    this.#batch = [];
    this.#batches.emit(batch);
  }
}

/** Cut seldom and by half, so that a long log is not moved for every line: up to twice `most` are kept. */
function appendBounded(entries: TraceEntry[], entry: TraceEntry, most: number): TraceEntry[] {
  entries.push(entry);
  return entries.length >= 2 * most ? entries.slice(-most) : entries;
}
