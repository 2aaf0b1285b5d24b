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

  it('is still shown when its board came back under another name', async () => {
    const { station, jobs, ports, board } = await bench();
    const id = (await jobs.start(samplePlan, rows)) ?? '';
    station.changeJob({ ...running(id), result: sampleResult });
    station.changePorts([{ ...samplePort, id: '/dev/ttyUSB1', name: 'ttyUSB1' }, simulatedPort]);
    await Promise.resolve();
    expect(ports.selected?.id).toBe('/dev/ttyUSB1');
    expect(jobs.current?.record.id).toBe(id);
    expect(jobs.isBusy).toBe(true);
    expect(board.current).toEqual(sampleBoard);
    ports.select(simulatedPort.id);
    expect(jobs.current).toBeNull();
  });

  it('tells how it ended on the page that it was started from; while it runs it shows on both', async () => {
    const { station, jobs } = await bench();
    const { connect } = samplePlan;
    const id = (await jobs.start({ kind: 'erase', connect, region: null, label: '' }, [], 'board')) ?? '';
    expect([jobs.shown.flash?.record.id, jobs.shown.board?.record.id]).toEqual([id, id]);
    station.changeJob(sampleRecord({ id, kind: 'erase' }));
    expect([jobs.shown.flash?.record.id, jobs.shown.board?.record.id]).toEqual([undefined, id]);
  });

  it('that merely looked is shown only when it failed, and on the board’s page', async () => {
    const { station, jobs } = await bench();
    const { connect } = samplePlan;
    const id = (await jobs.start({ kind: 'partitions', connect, offset: 0x8000 }, [], 'board')) ?? '';
    expect([jobs.shown.flash, jobs.shown.board?.record.id]).toEqual([null, id]);
    station.changeJob(sampleRecord({ id, kind: 'partitions' }));
    expect(jobs.shown.board).toBeNull();
    const error = new AppError('connect-silent', { port: 'ttyUSB0' }).toWire();
    const again = (await jobs.start({ kind: 'partitions', connect, offset: 0x8000 }, [], 'board')) ?? '';
    station.changeJob(sampleRecord({ id: again, kind: 'partitions', state: 'failed', result: null, error }));
    expect(jobs.shown.board?.record.id).toBe(again);
    expect(jobs.shown.flash).toBeNull();
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

  it('is not PASS for a look, whatever it claims', () => {
    for (const kind of ['identify', 'partitions', 'read-memory', 'write-memory', 'diagnose'] as const)
      expect(verdictOf(sampleRecord({ kind }))).toBe('done');
  });

  it('of an erase, a backup and a restore is PASS when they were compared', () => {
    for (const kind of ['erase', 'read', 'restore', 'verify'] as const)
      expect(verdictOf(sampleRecord({ kind }))).toBe('pass');
    const result = { ...sampleResult, verified: false };
    expect(verdictOf(sampleRecord({ kind: 'erase', result }))).toBe('done');
    expect(verdictOf(sampleRecord({ kind: 'read', result }))).toBe('done');
    expect(verdictOf(sampleRecord({ kind: 'restore', result }))).toBe('not-compared');
  });

  it('of a comparison that found a difference is neither PASS nor a failed job', () => {
    const result = { ...sampleResult, verified: false };
    expect(verdictOf(sampleRecord({ kind: 'verify', result }))).toBe('different');
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
