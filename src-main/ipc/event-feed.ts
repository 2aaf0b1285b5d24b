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

/** How soon a renderer that was behind is looked at again. */
const catchUpMs = 250;

/** Whole lists of which only the newest counts: one that finds its renderer behind waits, and the next takes its place. */
class NewestMonitors {
  readonly #clock: Clock;
  readonly #send: (monitors: Events['monitor:changed']) => void;
  readonly #isBehind: () => boolean;
  #held: Events['monitor:changed'] | null = null;
  #cancel: (() => void) | null = null;

  constructor(clock: Clock, send: (monitors: Events['monitor:changed']) => void, isBehind: () => boolean) {
    this.#clock = clock;
    this.#send = send;
    this.#isBehind = isBehind;
  }

  pass(monitors: Events['monitor:changed']): void {
    if (this.#isBehind()) {
      this.#held = monitors;
      this.#cancel ??= this.#clock.schedule(catchUpMs, () => this.#lookAgain());
      return;
    }
    this.#held = null;
    this.#send(monitors);
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#held = null;
  }

  #lookAgain(): void {
    this.#cancel = null;
    if (this.#held !== null) this.pass(this.#held);
  }
}

/**
 * Sends the station's events to one renderer, throttled. Returns what ends it. While the renderer is behind, it is sent neither
 * lines nor byte counts: what it has missed of a monitor it can read, and the monitor's line numbers tell it that there is something.
 */
export function feedEvents(
  station: Pick<Station, 'on'>,
  clock: Clock,
  send: SendEvent,
  isBehind: () => boolean = () => false,
): () => void {
  const throttle = new ProgressThrottle(clock, (event) => {
    if (event.type !== 'progress' || !isBehind()) send('job:event', event);
  });
  const monitors = new NewestMonitors(clock, (list) => send('monitor:changed', list), isBehind);
  const ends = [
    station.on('backups:changed', (backups) => send('backups:changed', backups)),
    station.on('ports:changed', (ports) => send('ports:changed', ports)),
    station.on('job:event', (event) => throttle.pass(event)),
    station.on('monitor:changed', (list) => monitors.pass(list)),
    station.on('monitor:data', (batch) => {
      if (!isBehind()) send('monitor:data', batch);
    }),
    station.on('monitor:found', (found) => send('monitor:found', found)),
    station.on('trace:lines', (lines) => {
      if (!isBehind()) send('trace:lines', lines);
    }),
  ];
  return () => {
    throttle.close();
    monitors.close();
    for (const end of ends) end();
  };
}
