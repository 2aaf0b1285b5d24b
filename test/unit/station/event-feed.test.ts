import { beforeEach, describe, expect, it } from 'vitest';
import type { EventName, Events } from '../../../src-shared/ipc/contract';
import type { JobEvent, JobRecord } from '../../../src-shared/model/job';
import type { MonitorBatch, MonitorInfo } from '../../../src-shared/model/monitor';
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
let isBehind: boolean;

const emit = <N extends EventName>(name: N, event: Events[N]): void =>
  (listeners.get(name) as ((event: Events[N]) => void) | undefined)?.(event);
const emitJob = (event: JobEvent): void => emit('job:event', event);
const sentJobs = (): unknown[] => sent.map(([, event]) => event);

beforeEach(() => {
  clock = new VirtualClock();
  listeners = new Map();
  sent = [];
  isBehind = false;
  const on = <N extends EventName>(name: N, listener: (event: Events[N]) => void): (() => void) => {
    listeners.set(name, listener);
    return () => listeners.delete(name);
  };
  end = feedEvents(
    { on },
    clock,
    (name, event) => sent.push([name, event]),
    () => isBehind,
  );
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

describe('a renderer that is behind', () => {
  const monitors = (endLine: number): Events['monitor:changed'] => [{ endLine } as MonitorInfo];

  it('is sent no lines and no byte counts, and states all the same', () => {
    isBehind = true;
    emit('monitor:data', { endLine: 1 } as MonitorBatch);
    emit('trace:lines', []);
    emitJob(bytes('a', 1));
    emitJob(changed('a'));
    emit('monitor:found', { monitor: 'm', insights: [], crashes: [], coreDumps: [] });
    expect(sent.map(([name]) => name)).toEqual(['job:event', 'monitor:found']);
    expect(sentJobs()[0]).toEqual(changed('a'));
  });

  it('is told of the monitors as they are once it has caught up', async () => {
    isBehind = true;
    await clock.run(async () => {
      for (let count = 1; count <= 100; count++) {
        emit('monitor:changed', monitors(count));
        await sleep(clock, 10);
      }
      expect(sent).toEqual([]);
      isBehind = false;
      await sleep(clock, 1_000);
    });
    expect(sent).toEqual([['monitor:changed', monitors(100)]]);
  });

  it('is told at once of what comes after it has caught up, and of nothing older', async () => {
    isBehind = true;
    await clock.run(async () => {
      emit('monitor:changed', monitors(1));
      isBehind = false;
      emit('monitor:changed', monitors(2));
      await sleep(clock, 1_000);
    });
    expect(sent).toEqual([['monitor:changed', monitors(2)]]);
  });

  it('is not looked after once its feed has ended', async () => {
    isBehind = true;
    await clock.run(async () => {
      emit('monitor:changed', monitors(1));
      end();
      isBehind = false;
      await sleep(clock, 1_000);
    });
    expect(sent).toEqual([]);
  });
});
