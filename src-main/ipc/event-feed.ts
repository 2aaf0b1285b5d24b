import type { EventName, Events } from '../../src-shared/ipc/contract';
import type { JobEvent, JobId } from '../../src-shared/model/job';
import type { Clock } from '../../src-shared/time/clock';
import type { Station } from '../station';

export type SendEvent = <N extends EventName>(name: N, event: Events[N]) => void;

type ProgressJobEvent = Extract<JobEvent, { type: 'progress' }>;

/** At most 30 byte counts a second for each job. */
const progressIntervalMs = 34;

/**
 * Holds back byte counts that would come faster than anybody can see: of those, the newest goes out at the next beat.
 * Everything else passes at once, after what was held back of its job, so that the order stays.
 */
class ProgressThrottle {
  readonly #clock: Clock;
  readonly #send: (event: JobEvent) => void;
  readonly #held = new Map<JobId, { event: ProgressJobEvent | null; cancel: () => void }>();

  constructor(clock: Clock, send: (event: JobEvent) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  pass(event: JobEvent): void {
    if (event.type === 'progress' && event.progress.type === 'bytes') {
      this.#passBytes(event);
      return;
    }
    this.#release(event.type === 'changed' ? event.job.id : event.jobId);
    this.#send(event);
  }

  close(): void {
    for (const { cancel } of this.#held.values()) cancel();
    this.#held.clear();
  }

  #passBytes(event: ProgressJobEvent): void {
    const held = this.#held.get(event.jobId);
    if (held === undefined) {
      this.#send(event);
      this.#hold(event.jobId);
      return;
    }
    // The last count of a segment must not be lost to the first of the next.
    if (held.event !== null && segmentOf(held.event) !== segmentOf(event)) this.#send(held.event);
    held.event = event;
  }

  #hold(jobId: JobId): void {
    const cancel = this.#clock.schedule(progressIntervalMs, () => this.#beat(jobId));
    this.#held.set(jobId, { event: null, cancel });
  }

  #beat(jobId: JobId): void {
    const held = this.#held.get(jobId);
    this.#held.delete(jobId);
    if (held === undefined || held.event === null) return;
    this.#send(held.event);
    this.#hold(jobId);
  }

  #release(jobId: JobId): void {
    const held = this.#held.get(jobId);
    if (held === undefined) return;
    held.cancel();
    this.#held.delete(jobId);
    if (held.event !== null) this.#send(held.event);
  }
}

function segmentOf({ progress }: ProgressJobEvent): string {
  return progress.type === 'bytes' ? `${progress.stage} ${progress.segment ?? ''}` : progress.type;
}

/** Sends the station's events to one renderer, throttled. Returns what ends it. */
export function feedEvents(station: Pick<Station, 'on'>, clock: Clock, send: SendEvent): () => void {
  const throttle = new ProgressThrottle(clock, (event) => send('job:event', event));
  const ends = [
    station.on('backups:changed', (backups) => send('backups:changed', backups)),
    station.on('ports:changed', (ports) => send('ports:changed', ports)),
    station.on('job:event', (event) => throttle.pass(event)),
    station.on('trace:lines', (lines) => send('trace:lines', lines)),
  ];
  return () => {
    throttle.close();
    for (const end of ends) end();
  };
}
