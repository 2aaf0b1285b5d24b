import { beforeEach, describe, expect, it } from 'vitest';
import type { EventName, Events } from '../../../src-shared/ipc/contract';
import type { JobEvent, JobRecord } from '../../../src-shared/model/job';
import { sleep } from '../../../src-shared/time/clock';
import { feedEvents } from '../../../src-main/ipc/event-feed';
import { VirtualClock } from '../../support/virtual-clock';

const bytes = (jobId: string, done: number, segment = 0): JobEvent => ({
  type: 'progress',
  jobId,
  progress: { type: 'bytes', stage: 'write', segment, done, total: 1000 },
});
const stage = (jobId: string): JobEvent => ({
  type: 'progress',
  jobId,
  progress: { type: 'stage', stage: 'verify' },
});
const changed = (id: string): JobEvent => ({ type: 'changed', job: { id, state: 'succeeded' } as JobRecord });

let clock: VirtualClock;
let listeners: Map<EventName, (event: never) => void>;
let sent: [EventName, unknown][];
let end: () => void;

const emit = <N extends EventName>(name: N, event: Events[N]): void =>
  (listeners.get(name) as ((event: Events[N]) => void) | undefined)?.(event);
const emitJob = (event: JobEvent): void => emit('job:event', event);
const sentJobs = (): unknown[] => sent.map(([, event]) => event);

beforeEach(() => {
  clock = new VirtualClock();
  listeners = new Map();
  sent = [];
  const on = <N extends EventName>(name: N, listener: (event: Events[N]) => void): (() => void) => {
    listeners.set(name, listener);
    return () => listeners.delete(name);
  };
  end = feedEvents({ on }, clock, (name, event) => sent.push([name, event]));
});

describe('the event feed', () => {
  it('sends at most 30 byte counts a second for each job, and the last of them', async () => {
    await clock.run(async () => {
      for (let done = 1; done <= 1000; done += 1) {
        emitJob(bytes('a', done));
        await sleep(clock, 1);
      }
      await sleep(clock, 100);
    });
    expect(sent.length).toBeGreaterThan(20);
    expect(sent.length).toBeLessThanOrEqual(31);
    expect(sentJobs().at(-1)).toEqual(bytes('a', 1000));
  });

  it('counts each job for itself', () => {
    emitJob(bytes('a', 1));
    emitJob(bytes('b', 1));
    expect(sentJobs()).toEqual([bytes('a', 1), bytes('b', 1)]);
  });

  it('sends what it held back of a job before anything else of it, and nothing after its end', async () => {
    emitJob(bytes('a', 1));
    emitJob(bytes('a', 500));
    emitJob(bytes('a', 1000));
    emitJob(stage('a'));
    emitJob(bytes('a', 1));
    emitJob(changed('a'));
    await clock.run(sleep(clock, 1000));
    expect(sentJobs()).toEqual([bytes('a', 1), bytes('a', 1000), stage('a'), bytes('a', 1), changed('a')]);
  });

  it('does not lose the end of a segment to the start of the next', async () => {
    emitJob(bytes('a', 900, 0));
    emitJob(bytes('a', 1000, 0));
    emitJob(bytes('a', 10, 1));
    await clock.run(sleep(clock, 100));
    expect(sentJobs()).toEqual([bytes('a', 900, 0), bytes('a', 1000, 0), bytes('a', 10, 1)]);
  });

  it('passes ports and log lines on as they are', () => {
    emit('ports:changed', []);
    emit('trace:lines', []);
    expect(sent).toEqual([
      ['ports:changed', []],
      ['trace:lines', []],
    ]);
  });

  it('is silent when ended, even with something held back', async () => {
    emitJob(bytes('a', 1));
    emitJob(bytes('a', 2));
    end();
    await clock.run(sleep(clock, 1000));
    expect(listeners.size).toBe(0);
    expect(sentJobs()).toEqual([bytes('a', 1)]);
  });
});
