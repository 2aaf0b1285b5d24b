import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src-shared/errors/app-error';
import type { JobRecord } from '../../../src-shared/model/job';
import { useBoardStore } from '../../../src-renderer/stores/board-store';
import { useJobStore } from '../../../src-renderer/stores/job-store';
import { durationMs, sumSegments, verdictOf } from '../../../src-renderer/stores/job-view';
import { usePortsStore } from '../../../src-renderer/stores/ports-store';
import { useToastsStore } from '../../../src-renderer/stores/toasts-store';
import {
  sampleBoard,
  samplePlan,
  samplePort,
  sampleRecord,
  sampleResult,
  simulatedPort,
} from '../../support/sample-station';
import type { Handlers } from '../../support/station-double';
import { storeBench } from './store-bench';

const rows = [
  { itemId: 'a', name: 'bootloader.bin', sizeBytes: 100 },
  { itemId: 'c', name: 'app.bin', sizeBytes: 900 },
];

async function bench(scripted: Partial<Handlers> = {}) {
  const station = storeBench(scripted);
  station.ports = [samplePort, simulatedPort];
  const ports = usePortsStore();
  await ports.load();
  return { station, ports, jobs: useJobStore(), board: useBoardStore(), toasts: useToastsStore() };
}

const running = (id: string): JobRecord =>
  sampleRecord({ id, state: 'running', result: null, finishedAtMs: null });

describe('a job', () => {
  it('shows from its start on, with its rows, and is busy until its end', async () => {
    const { station, jobs } = await bench();
    const id = await jobs.start(samplePlan, rows);
    expect(jobs.current).toMatchObject({ record: { id, state: 'queued' }, rows, request: samplePlan });
    expect(jobs.isBusy).toBe(true);
    station.changeJob(sampleRecord({ id: id ?? '' }));
    expect(jobs.current?.record.state).toBe('succeeded');
    expect(jobs.current?.rows).toEqual(rows);
    expect(jobs.isBusy).toBe(false);
  });

  it('shows its bytes over all of its rows', async () => {
    const { station, jobs } = await bench();
    const id = (await jobs.start(samplePlan, rows)) ?? '';
    station.changeJob(running(id));
    const tell = (done: number) =>
      station.emit('job:event', {
        type: 'progress',
        jobId: id,
        progress: { type: 'bytes', stage: 'write', segment: 1, done, total: 900 },
      });
    tell(450);
    expect(jobs.current?.progress.bytes).toEqual({ done: 550, total: 1000 });
  });

  it('that is over does not come back to life through a late word', async () => {
    const { station, jobs } = await bench();
    const id = (await jobs.start(samplePlan, rows)) ?? '';
    station.changeJob(sampleRecord({ id, state: 'cancelled' }));
    station.changeJob(running(id));
    station.emit('job:event', { type: 'progress', jobId: id, progress: { type: 'stage', stage: 'write' } });
    expect(jobs.current?.record.state).toBe('cancelled');
    expect(jobs.current?.progress.stage).toBeNull();
  });

  it('that the station refuses leaves nothing behind but its reason', async () => {
    const { jobs, toasts } = await bench({
      'job:start': () => {
        throw new AppError('port-busy', { port: 'ttyUSB0' });
      },
    });
    expect(await jobs.start(samplePlan)).toBeNull();
    expect(jobs.current).toBeNull();
    expect(toasts.toasts.at(-1)?.body).toMatchObject({ kind: 'error', error: { code: 'port-busy' } });
  });

  it('is stopped once, and says so until it has stopped', async () => {
    const { station, jobs } = await bench();
    const id = (await jobs.start(samplePlan, rows)) ?? '';
    await jobs.stop(id);
    expect(station.sent('job:cancel')).toEqual([{ jobId: id }]);
    expect(jobs.current?.stopping).toBe(true);
    station.changeJob(sampleRecord({ id, state: 'cancelled', result: null }));
    expect(jobs.current?.stopping).toBe(false);
    await jobs.stop(id);
    expect(station.sent('job:cancel')).toHaveLength(1);
  });

  it('can be stopped again when the first request failed', async () => {
    const { jobs } = await bench({
      'job:cancel': () => {
        throw new AppError('station-unreachable');
      },
    });
    const id = (await jobs.start(samplePlan, rows)) ?? '';
    await jobs.stop(id);
    expect(jobs.current?.stopping).toBe(false);
  });

  it('belongs to its port: another port shows its own', async () => {
    const { station, jobs, ports } = await bench();
    const id = (await jobs.start(samplePlan, rows)) ?? '';
    station.changeJob(running(id));
    ports.select(simulatedPort.id);
    expect(jobs.current).toBeNull();
    expect(jobs.isBusy).toBe(false);
    expect([...jobs.busyPorts]).toEqual([samplePort.id]);
    ports.select(samplePort.id);
    expect(jobs.current?.record.id).toBe(id);
  });

  it('that ran before the page was opened is taken up, one that had ended is not', async () => {
    const { station, jobs } = await bench();
    station.records = [running('on'), sampleRecord({ id: 'over' })];
    await jobs.load();
    expect([...jobs.jobs.keys()]).toEqual(['on']);
  });

  it('goes out of sight when its result is put away', async () => {
    const { station, jobs } = await bench();
    const id = (await jobs.start(samplePlan, rows)) ?? '';
    station.changeJob(sampleRecord({ id }));
    jobs.dismiss(id);
    expect(jobs.current).toBeNull();
  });
});

describe('what a job learns of the board', () => {
  it('is known afterwards, whichever kind of job it was', async () => {
    const { station, board } = await bench();
    expect(board.current).toBeNull();
    station.changeJob(sampleRecord());
    expect(board.current).toEqual(sampleBoard);
  });

  it('is forgotten when its port goes away, and stays forgotten when it comes back', async () => {
    const { station, board } = await bench();
    station.changeJob(sampleRecord());
    station.changePorts([simulatedPort]);
    await Promise.resolve();
    station.changePorts([samplePort, simulatedPort]);
    await Promise.resolve();
    expect(board.current).toBeNull();
  });

  it('is no more to be trusted when nothing answers any longer', async () => {
    const { station, board } = await bench();
    station.changeJob(sampleRecord());
    const error = new AppError('connect-silent', { port: 'ttyUSB0' }).toWire();
    station.changeJob(sampleRecord({ id: 'look', kind: 'identify', state: 'failed', result: null, error }));
    expect(board.current).toBeNull();
    expect(board.problem).toEqual(error);
  });
});

describe('the verdict', () => {
  it('is PASS only when every byte was compared', () => {
    expect(verdictOf(sampleRecord())).toBe('pass');
    expect(verdictOf(sampleRecord({ result: { ...sampleResult, verified: false } }))).toBe('not-compared');
    expect(verdictOf(sampleRecord({ result: null }))).toBe('not-compared');
  });

  it('is not PASS for a job that wrote nothing', () => {
    expect(verdictOf(sampleRecord({ kind: 'erase' }))).toBe('done');
    expect(verdictOf(sampleRecord({ kind: 'identify' }))).toBe('done');
  });

  it.each([
    ['failed', 'fail'],
    ['cancelled', 'stopped'],
    ['interrupted', 'interrupted'],
    ['queued', null],
    ['connecting', null],
    ['running', null],
  ] as const)('of a job that is %s is %s, even with a result that says verified', (state, verdict) => {
    expect(verdictOf(sampleRecord({ state }))).toBe(verdict);
  });

  it('comes with what was written, what was right already and how long it took', () => {
    expect(sumSegments(sampleResult.segments)).toMatchObject({
      totalBytes: 17_712 + 3072 + 831_488,
      unchangedBytes: 17_712,
    });
    expect(durationMs(sampleRecord())).toBe(9400);
    expect(durationMs(sampleRecord({ finishedAtMs: null }))).toBeNull();
  });
});
