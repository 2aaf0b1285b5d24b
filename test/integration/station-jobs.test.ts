import { createHash } from 'node:crypto';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FirmwareItem } from '../../src-shared/model/firmware';
import type { JobId, JobRecord } from '../../src-shared/model/job';
import { sleep } from '../../src-shared/time/clock';
import { connectTo, flashPlanOf, StationBench } from '../support/station-bench';
import { temporaryFolder } from '../support/temporary-folder';

const esp32c3 = 'sim://esp32c3?flash=4MB';

async function importDemo(bench: StationBench): Promise<readonly FirmwareItem[]> {
  return (await bench.bring({ type: 'demo' })).items;
}

/** A file of bytes that do not compress, the first of them 0xA5, placed where no partition is. */
async function importData(bench: StationBench, sizeBytes: number, name = 'data.bin'): Promise<FirmwareItem> {
  const file = path.join(await temporaryFolder(), name);
  const blocks = Array.from({ length: Math.ceil(sizeBytes / 32) }, (_, i) =>
    createHash('sha256').update(`${name} ${i}`).digest(),
  );
  const bytes = Buffer.concat(blocks).subarray(0, sizeBytes);
  bytes[0] = 0xa5;
  await writeFile(file, bytes);
  const { items } = await bench.bring({ type: 'path', path: file });
  const [item] = items;
  if (item === undefined) throw new Error('nothing was imported');
  return { ...item, offset: 0x20_0000 };
}

/** Resolves when a job has written so many bytes of its first segment. */
const written = (bench: StationBench, id: JobId, bytes: number): Promise<true> =>
  bench.when(() =>
    bench.events.some(
      (event) =>
        event.type === 'progress' &&
        event.jobId === id &&
        event.progress.type === 'bytes' &&
        event.progress.stage === 'write' &&
        event.progress.done >= bytes,
    )
      ? true
      : undefined,
  );

const errorOf = ({ state, error }: JobRecord): string => `${state} ${error?.code ?? 'without error'}`;

describe('flashing the demo firmware', () => {
  it('ends verified and booted, with a record that says so', async () => {
    const bench = await StationBench.open();
    const end = await bench.run(async () => {
      const items = await importDemo(bench);
      return bench.ended(await bench.ask('job:start', flashPlanOf(esp32c3, items)));
    });
    expect(errorOf(end)).toBe('succeeded without error');
    expect(end.result?.verified).toBe(true);
    expect(end.result?.segments.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
      'bootloader.bin verified',
      'partition-table.bin verified',
      'kiln-demo.bin verified',
    ]);
    expect(end.result?.board).toMatchObject({ chip: 'esp32c3', flash: { sizeBytes: 4 * 1024 * 1024 } });
    expect(end.result?.boot?.verdict).toBe('booted');
    const states = bench.records(end.id).map(({ state }) => state);
    // More than once: the board is known, and each segment that is in the flash.
    expect(states.filter((state, index) => state !== states[index - 1])).toEqual([
      'queued',
      'connecting',
      'running',
      'succeeded',
    ]);
    const folder = path.join(bench.userDataFolder, 'history');
    const name = (await readdir(folder)).find((file) => file.endsWith('.json')) ?? '';
    expect(JSON.parse(await readFile(path.join(folder, name), 'utf8'))).toEqual(end);
  });

  it('writes nothing the second time when only changes are wanted', async () => {
    const bench = await StationBench.open();
    const end = await bench.run(async () => {
      const plan = flashPlanOf(esp32c3, await importDemo(bench), { skipUnchanged: true });
      await bench.ended(await bench.ask('job:start', plan));
      return bench.ended(await bench.ask('job:start', plan));
    });
    expect(end.result?.verified).toBe(true);
    expect(end.result?.segments.map(({ outcome }) => outcome)).toEqual([
      'unchanged',
      'unchanged',
      'unchanged',
    ]);
  });

  it('is not called verified when nothing was compared', async () => {
    const bench = await StationBench.open();
    const end = await bench.run(async () =>
      bench.ended(
        await bench.ask('job:start', flashPlanOf(esp32c3, await importDemo(bench), { verify: false })),
      ),
    );
    expect(end.state).toBe('succeeded');
    expect(end.result?.verified).toBe(false);
  });

  it('is refused for a board with another chip, before a byte is written', async () => {
    const bench = await StationBench.open();
    const end = await bench.run(async () =>
      bench.ended(
        await bench.ask('job:start', flashPlanOf('sim://esp32?flash=4MB', await importDemo(bench))),
      ),
    );
    expect(errorOf(end)).toBe('failed image-wrong-chip');
  });
});

describe('a file that changes behind the plan', () => {
  it('stops the job before the board is touched', async () => {
    const bench = await StationBench.open();
    const file = path.join(await temporaryFolder(), 'app.bin');
    await writeFile(file, 'first version');
    const end = await bench.run(async () => {
      const { items } = await bench.bring({ type: 'path', path: file });
      await writeFile(file, 'other version');
      return bench.ended(await bench.ask('job:start', flashPlanOf(esp32c3, items)));
    });
    expect(errorOf(end)).toBe('failed file-changed');
    expect(bench.records(end.id).map(({ state }) => state)).not.toContain('running');
  });
});

describe('identifying and erasing', () => {
  it('tells what is on the port', async () => {
    const bench = await StationBench.open();
    const end = await bench.run(async () => {
      const [port] = await bench.ask('ports:list', null);
      const id = await bench.ask('job:start', { kind: 'identify', connect: connectTo(port?.id ?? '') });
      const record = await bench.ended(id);
      expect(record.result?.board?.mac).toBe(port?.serialNumber);
      return record;
    });
    expect(end.result).toMatchObject({ board: { chip: 'esp32c3' }, segments: [], verified: false });
  });

  it('takes the firmware away, so that it no longer counts as unchanged', async () => {
    const bench = await StationBench.open();
    const outcomes = await bench.run(async () => {
      const plan = flashPlanOf(esp32c3, await importDemo(bench), { skipUnchanged: true });
      await bench.ended(await bench.ask('job:start', plan));
      const erased = await bench.ended(
        await bench.ask('job:start', {
          kind: 'erase',
          connect: connectTo(esp32c3),
          region: null,
          label: '',
        }),
      );
      expect(errorOf(erased)).toBe('succeeded without error');
      const again = await bench.ended(await bench.ask('job:start', plan));
      return again.result?.segments.map(({ outcome }) => outcome);
    });
    expect(outcomes).toEqual(['verified', 'verified', 'verified']);
  });

  it('says which port cannot be', async () => {
    const bench = await StationBench.open();
    const end = await bench.run(async () =>
      bench.ended(await bench.ask('job:start', { kind: 'identify', connect: connectTo('sim://esp9000') })),
    );
    expect(errorOf(end)).toBe('failed port-url-invalid');
  });
});

describe('several jobs', () => {
  it('on one port run one after the other, in the order they came', async () => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      const ids: JobId[] = [];
      for (const name of ['one.bin', 'two.bin', 'three.bin'])
        ids.push(await bench.ask('job:start', flashPlanOf(esp32c3, [await importData(bench, 40_000, name)])));
      const ends = await Promise.all(ids.map((id) => bench.ended(id)));
      expect(ends.map(errorOf)).toEqual(Array(3).fill('succeeded without error'));
      for (const [index, end] of ends.slice(1).entries())
        expect(end.startedAtMs).toBeGreaterThanOrEqual(ends[index]?.finishedAtMs ?? Infinity);
    });
  });

  it('on two ports run side by side', async () => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      const item = await importData(bench, 100_000);
      const ids = [
        await bench.ask('job:start', flashPlanOf(esp32c3, [item])),
        await bench.ask('job:start', flashPlanOf('sim://esp32s3?flash=8MB', [item])),
      ];
      const [first, second] = await Promise.all(ids.map((id) => bench.ended(id)));
      expect([first, second].map((end) => end?.result?.verified)).toEqual([true, true]);
      expect(second?.startedAtMs).toBeLessThan(first?.finishedAtMs ?? 0);
    });
  });
});

describe('what goes wrong half-way', () => {
  it('leaves the port usable after a cancelled job', async () => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      const plan = flashPlanOf(esp32c3, [await importData(bench, 400_000)]);
      const id = await bench.ask('job:start', plan);
      await written(bench, id, 100_000);
      await bench.ask('job:cancel', { jobId: id });
      expect(errorOf(await bench.ended(id))).toBe('cancelled without error');
      const again = await bench.ended(await bench.ask('job:start', plan));
      expect(again.result?.verified).toBe(true);
    });
  });

  it('stops looking for a board that does not answer', async () => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      const connect = connectTo(`${esp32c3}&fault=drop:host:*:1:1000000`);
      const id = await bench.ask('job:start', { kind: 'identify', connect });
      await sleep(bench.clock, 700);
      expect(bench.records(id).at(-1)?.state).toBe('connecting');
      await bench.ask('job:cancel', { jobId: id });
      const end = await bench.ended(id);
      expect(errorOf(end)).toBe('cancelled without error');
      expect((end.finishedAtMs ?? Infinity) - (end.startedAtMs ?? 0)).toBeLessThan(2000);
    });
  });

  it('keeps in the record what was in the flash when the job failed', async () => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      const port = `${esp32c3}&fault=unplug:150000`;
      const first = await importData(bench, 40_000, 'first.bin');
      const second = { ...(await importData(bench, 400_000, 'second.bin')), offset: 0x30_0000 };
      const end = await bench.ended(await bench.ask('job:start', flashPlanOf(port, [second, first])));
      expect(errorOf(end)).toBe('failed port-lost');
      expect(end.result?.verified).toBe(false);
      expect(end.result?.segments).toMatchObject([{ name: 'first.bin', outcome: 'written', md5: null }]);
    });
  });

  it('names a cable that is pulled, and works again once it is back', async () => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      const port = `${esp32c3}&fault=unplug:150000:500`;
      const plan = flashPlanOf(port, [await importData(bench, 400_000)]);
      const lost = await bench.ended(await bench.ask('job:start', plan));
      expect(errorOf(lost)).toBe('failed port-lost');
      await sleep(bench.clock, 1000);
      const again = await bench.ended(await bench.ask('job:start', plan));
      expect(again.result?.verified).toBe(true);
    });
  });

  it.each([
    ['flash that refuses to be erased', 'erase-refused'],
    ['flash with a stuck bit', 'stuck-bit:0x200000:0:0'],
    ['flash that ignores writing', 'write-protected'],
  ])('never calls %s verified', async (_what, fault) => {
    const bench = await StationBench.open();
    const end = await bench.run(async () => {
      const port = `${esp32c3}&fault=${fault}`;
      const data = await importData(bench, 40_000, 'first.bin');
      await bench.ended(await bench.ask('job:start', flashPlanOf(port, [data])));
      return bench.ended(
        await bench.ask('job:start', flashPlanOf(port, [await importData(bench, 40_000, 'second.bin')])),
      );
    });
    expect(end.state).toBe('failed');
    expect(end.result).toMatchObject({ verified: false, board: { mac: '7c:df:a1:00:00:01' } });
    expect(end.result?.segments.every(({ outcome, md5 }) => outcome === 'written' && md5 === null)).toBe(
      true,
    );
  });

  it('says that another program has the port', async () => {
    const bench = await StationBench.open();
    const end = await bench.run(async () =>
      bench.ended(
        await bench.ask('job:start', { kind: 'identify', connect: connectTo(`${esp32c3}&fault=busy`) }),
      ),
    );
    expect(errorOf(end)).toBe('failed port-busy');
  });
});

describe('a station that starts again', () => {
  it('has the boards, settings and jobs of the one before', async () => {
    const folder = await temporaryFolder();
    const before = await StationBench.open(folder);
    const board = await before.run(() => before.ask('sim:add', { chip: 'esp32', flashSize: '8MB' }));
    const id = await before.run(() =>
      before.ask('job:start', { kind: 'identify', connect: connectTo(board.id) }),
    );
    const end = await before.run(() => before.ended(id));
    const after = await StationBench.open(folder);
    await after.run(async () => {
      expect(await after.ask('ports:list', null)).toContainEqual(board);
      expect(await after.ask('job:list', { limit: 10 })).toEqual([end]);
    });
  });

  it('calls a job interrupted that ran when the one before died', async () => {
    const died = await StationBench.open();
    await died.run(async () => {
      const id = await died.ask('job:start', flashPlanOf(esp32c3, [await importData(died, 400_000)]));
      await written(died, id, 50_000);
      const next = await StationBench.open(died.userDataFolder);
      const [record] = await next.ask('job:list', { limit: 10 });
      expect(record).toMatchObject({ id, state: 'interrupted', finishedAtMs: null, result: null });
    });
  });

  it('stops what runs before it is closed', async () => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      const id = await bench.ask('job:start', flashPlanOf(esp32c3, [await importData(bench, 400_000)]));
      await written(bench, id, 50_000);
      await bench.station.close();
      expect((await bench.ended(id)).state).toBe('cancelled');
      expect(bench.station.activeJobCount).toBe(0);
    });
  });
});
