import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src-shared/errors/app-error';
import { terminalStates, type JobRecord } from '../../../src-shared/model/job';
import { identifyOn, JobBench, nothingDone } from '../../support/job-bench';
import { sampleBoard } from '../../support/sample-station';
import { temporaryFolder } from '../../support/temporary-folder';

const openBench = async (): Promise<JobBench> => new JobBench(path.join(await temporaryFolder(), 'history'));

describe('a job', () => {
  it('goes from queued over connecting and running to succeeded', async () => {
    const bench = await openBench();
    const id = bench.runner.start(identifyOn('a'));
    const work = await bench.begun(0);
    work.control.onConnected();
    work.succeed();
    const end = await bench.ended(id);
    expect(bench.states(id)).toEqual(['queued', 'connecting', 'running', 'succeeded']);
    expect(end.result).toEqual(nothingDone);
    expect(end.startedAtMs).not.toBeNull();
    expect(end.finishedAtMs).toBeGreaterThan(end.startedAtMs ?? Infinity);
  });

  it('ends as failed with the error that stopped it', async () => {
    const bench = await openBench();
    const id = bench.runner.start(identifyOn('a'));
    (await bench.begun(0)).fail(new AppError('connect-silent', { port: 'a' }));
    const end = await bench.ended(id);
    expect(end.state).toBe('failed');
    expect(end.error).toMatchObject({ code: 'connect-silent', context: { port: 'a' } });
  });

  it('keeps which board it was, also when it fails', async () => {
    const bench = await openBench();
    const id = bench.runner.start(identifyOn('a'));
    const work = await bench.begun(0);
    work.control.onBoard(sampleBoard);
    work.fail(new AppError('no-response', { command: 'SYNC' }));
    const end = await bench.ended(id);
    expect(end).toMatchObject({ state: 'failed', result: { board: sampleBoard, verified: false } });
  });

  it('calls what nobody foresaw an internal error', async () => {
    const bench = await openBench();
    const id = bench.runner.start(identifyOn('a'));
    (await bench.begun(0)).fail(new TypeError('x is undefined'));
    expect((await bench.ended(id)).error).toMatchObject({
      code: 'internal',
      context: { reason: 'x is undefined' },
    });
  });

  it('says nothing after its end', async () => {
    const bench = await openBench();
    const id = bench.runner.start(identifyOn('a'));
    const work = await bench.begun(0);
    work.succeed();
    await bench.ended(id);
    const told = bench.events.length;
    work.control.onConnected();
    work.control.onProgress({ type: 'stage', stage: 'boot' });
    expect(bench.events).toHaveLength(told);
  });

  it('has exactly one terminal event, whatever is asked of it', async () => {
    const bench = await openBench();
    const id = bench.runner.start(identifyOn('a'));
    const work = await bench.begun(0);
    await bench.runner.cancel(id);
    await bench.runner.cancel(id);
    work.fail(new AppError('cancelled'));
    await bench.ended(id);
    await bench.runner.cancel(id);
    expect(bench.states(id).filter((state) => terminalStates.some((end) => end === state))).toEqual([
      'cancelled',
    ]);
  });
});

describe('the queue', () => {
  it('lets a second job wait for the port of the first', async () => {
    const bench = await openBench();
    const first = bench.runner.start(identifyOn('a'));
    const second = bench.runner.start(identifyOn('a'));
    const work = await bench.begun(0);
    expect(bench.states(second)).toEqual(['queued']);
    work.succeed();
    await bench.ended(first);
    (await bench.begun(1)).succeed();
    expect((await bench.ended(second)).state).toBe('succeeded');
    const order = bench.events.flatMap((event) => (event.type === 'changed' ? [event.job] : []));
    const firstEnd = order.findIndex((job) => job.id === first && job.state === 'succeeded');
    const secondStart = order.findIndex((job) => job.id === second && job.state === 'connecting');
    expect(secondStart).toBeGreaterThan(firstEnd);
  });

  it('runs jobs on different ports side by side', async () => {
    const bench = await openBench();
    const first = bench.runner.start(identifyOn('a'));
    const second = bench.runner.start(identifyOn('b'));
    const [workA, workB] = [await bench.begun(0), await bench.begun(1)];
    workB.succeed();
    await bench.ended(second);
    expect(bench.states(first)).toEqual(['queued', 'connecting']);
    workA.succeed();
    expect((await bench.ended(first)).state).toBe('succeeded');
  });

  it('goes on with the next job when one fails', async () => {
    const bench = await openBench();
    bench.runner.start(identifyOn('a'));
    const second = bench.runner.start(identifyOn('a'));
    (await bench.begun(0)).fail(new AppError('port-lost', { port: 'a' }));
    (await bench.begun(1)).succeed();
    expect((await bench.ended(second)).state).toBe('succeeded');
  });
});

describe('cancelling', () => {
  it('takes a queued job away before it begins, and the port serves the others', async () => {
    const bench = await openBench();
    const first = bench.runner.start(identifyOn('a'));
    const second = bench.runner.start(identifyOn('a'));
    const third = bench.runner.start(identifyOn('a'));
    await bench.runner.cancel(second);
    expect(bench.states(second)).toEqual(['queued', 'cancelled']);
    (await bench.begun(0)).succeed();
    await bench.ended(first);
    (await bench.begun(1)).succeed();
    await bench.ended(third);
    expect(bench.work).toHaveLength(2);
  });

  it.each(['connecting', 'running'] as const)('aborts the work of a job that is %s', async (state) => {
    const bench = await openBench();
    const id = bench.runner.start(identifyOn('a'));
    const { control, fail } = await bench.begun(0);
    if (state === 'running') control.onConnected();
    control.signal.addEventListener('abort', () => fail(control.signal.reason));
    await bench.runner.cancel(id);
    const end = await bench.ended(id);
    expect(end.state).toBe('cancelled');
    expect(end.error).toBeNull();
  });

  it('keeps what was finished before the wish to stop arrived', async () => {
    const bench = await openBench();
    const id = bench.runner.start(identifyOn('a'));
    const work = await bench.begun(0);
    await bench.runner.cancel(id);
    work.succeed();
    expect((await bench.ended(id)).state).toBe('succeeded');
  });

  it('answers even when the work does not listen, and frees the port', async () => {
    const bench = await openBench();
    const deaf = bench.runner.start(identifyOn('a'));
    const next = bench.runner.start(identifyOn('a'));
    await bench.begun(0);
    await bench.runner.cancel(deaf);
    // Nothing but the time that is allowed for stopping is left to pass.
    await bench.clock.run(new Promise<void>((resolve) => bench.clock.schedule(10_000, resolve)));
    expect((await bench.ended(deaf)).state).toBe('cancelled');
    (await bench.begun(1)).succeed();
    expect((await bench.ended(next)).state).toBe('succeeded');
  });

  it('refuses for a job that never was', async () => {
    const bench = await openBench();
    await expect(bench.runner.cancel('made-up')).rejects.toMatchObject({ code: 'job-not-found' });
  });

  it('of everything resolves when nothing runs any more', async () => {
    const bench = await openBench();
    const ids = ['a', 'a', 'b'].map((port) => bench.runner.start(identifyOn(port)));
    for (const { control, fail } of [await bench.begun(0), await bench.begun(1)])
      control.signal.addEventListener('abort', () => fail(control.signal.reason));
    await bench.runner.cancelAll();
    expect(bench.runner.activeCount).toBe(0);
    expect(ids.map((id) => bench.states(id).at(-1))).toEqual(['cancelled', 'cancelled', 'cancelled']);
  });
});

describe('the record', () => {
  it('is on disk before the end is told, with the log beside it', async () => {
    const folder = path.join(await temporaryFolder(), 'history');
    const bench = new JobBench(folder);
    const id = bench.runner.start(identifyOn('a'));
    const work = await bench.begun(0);
    work.control.trace({ type: 'text', text: 'rst:0x1 (POWERON)\r\n' });
    work.succeed();
    await bench.ended(id);
    const names = await readdir(folder);
    const [json = '', log = ''] = [
      names.find((n) => n.endsWith('.json')),
      names.find((n) => n.endsWith('.log')),
    ];
    expect(JSON.parse(await readFile(path.join(folder, json), 'utf8'))).toMatchObject({
      id,
      state: 'succeeded',
    });
    expect(await readFile(path.join(folder, log), 'utf8')).toContain('rst:0x1 (POWERON)\\r\\n');
  });

  it('says on disk that the job has begun, for a station that dies meanwhile', async () => {
    const folder = path.join(await temporaryFolder(), 'history');
    const bench = new JobBench(folder);
    const id = bench.runner.start(identifyOn('a'));
    const work = await bench.begun(0);
    await bench.history.flush();
    const [name = ''] = await readdir(folder);
    const record = JSON.parse(await readFile(path.join(folder, name), 'utf8')) as JobRecord;
    expect(record).toMatchObject({ id, state: 'connecting' });
    expect(record.startedAtMs).not.toBeNull();
    work.succeed();
    await bench.ended(id);
  });

  it('is complained about when the disk does not take it, without calling the job failed', async () => {
    const file = path.join(await temporaryFolder(), 'not-a-folder');
    await writeFile(file, '');
    const bench = new JobBench(file);
    const id = bench.runner.start(identifyOn('a'));
    (await bench.begun(0)).succeed();
    const end = await bench.ended(id);
    expect(end.state).toBe('succeeded');
    expect(end.error?.code).toBe('record-not-saved');
  });
});
