import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FirmwareItem } from '../../src-shared/model/firmware';
import type { JobOutput, JobRecord, JobRequest } from '../../src-shared/model/job';
import { connectTo, flashPlanOf, StationBench } from '../support/station-bench';
import { temporaryFolder } from '../support/temporary-folder';

const board = 'sim://esp32c3?flash=4MB&mac=7c:df:a1:00:00:01';
const connect = connectTo(board);

const done = async (bench: StationBench, request: JobRequest): Promise<JobRecord> =>
  bench.ended(await bench.ask('job:start', request));

function outputOf<T extends JobOutput['type']>(record: JobRecord, type: T): Extract<JobOutput, { type: T }> {
  const output = record.result?.output;
  if (output?.type !== type) throw new Error(`${record.state} ${record.error?.code} ${output?.type}`);
  return output as Extract<JobOutput, { type: T }>;
}

async function flashDemo(bench: StationBench): Promise<readonly FirmwareItem[]> {
  const { items } = await bench.bring({ type: 'demo' });
  // As it is: a header that is made to fit the board differs from the file.
  const end = await done(bench, flashPlanOf(board, items, { flashSize: 'keep' }));
  expect(end.result?.verified).toBe(true);
  return items;
}

const segmentsOf = (items: readonly FirmwareItem[]) =>
  items.map(({ file, name, offset, sha256 }) => ({ file, name, offset: offset ?? 0, sha256 }));

describe('the partition table on the board', () => {
  it('is read with its rows', async () => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      const items = await flashDemo(bench);
      const end = await done(bench, { kind: 'partitions', connect, offset: 0x8000 });
      const { entries, problem } = outputOf(end, 'partitions');
      expect(problem).toBeNull();
      expect(entries).toEqual(items.find(({ kind }) => kind === 'partition-table')?.partitions);
      expect(end.result?.verified).toBe(false);
    });
  });

  it('that is not there is no failure', async () => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      const blank = await done(bench, { kind: 'partitions', connect, offset: 0x8000 });
      expect(outputOf(blank, 'partitions')).toMatchObject({ entries: [], problem: 'blank' });
      await flashDemo(bench);
      const other = await done(bench, { kind: 'partitions', connect, offset: 0 });
      expect(outputOf(other, 'partitions')).toMatchObject({ entries: [], problem: 'not-a-table' });
      expect(blank.state).toBe('succeeded');
    });
  });
});

describe('verifying', () => {
  it('is green when every byte is the same', async () => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      const items = await flashDemo(bench);
      const end = await done(bench, { kind: 'verify', connect, segments: segmentsOf(items) });
      expect([end.state, end.result?.verified]).toEqual(['succeeded', true]);
      expect(outputOf(end, 'comparison').segments.map(({ same }) => same)).toEqual([true, true, true]);
      expect(end.title).toBe('bootloader.bin, partition-table.bin, kiln-demo.bin');
    });
  });

  it('that finds a difference succeeds, is not green, and says where', async () => {
    const bench = await StationBench.open();
    const file = path.join(await temporaryFolder(), 'altered.bin');
    await writeFile(file, Buffer.from([0xff, 0x00, 0xff, 0xff]));
    await bench.run(async () => {
      const { items } = await bench.bring({ type: 'path', path: file });
      const segments = segmentsOf(items).map((segment) => ({ ...segment, offset: 0x9_0000 }));
      const end = await done(bench, { kind: 'verify', connect, segments });
      expect([end.state, end.error, end.result?.verified]).toEqual(['succeeded', null, false]);
      expect(outputOf(end, 'comparison').segments).toEqual([
        {
          name: 'altered.bin',
          same: false,
          differingBytes: 1,
          ranges: [{ offset: 0x9_0001, sizeBytes: 1, expected: '00', actual: 'ff' }],
        },
      ]);
    });
  });

  it('of nothing is nothing verified', async () => {
    const bench = await StationBench.open();
    const end = await bench.run(() => done(bench, { kind: 'verify', connect, segments: [] }));
    expect(end.result?.verified ?? false).toBe(false);
  });
});

describe('memory', () => {
  it('is read as bytes, in the order of their addresses', async () => {
    const bench = await StationBench.open();
    // Where the eFuses have the lower half of the MAC.
    const request: JobRequest = { kind: 'read-memory', connect, address: 0x6000_8844, sizeBytes: 4 };
    const end = await bench.run(() => done(bench, request));
    expect(outputOf(end, 'memory').hex).toBe('010000a1');
    expect(end.title).toBe('0x60008844–0x60008848');
  });

  it('is changed under a mask, and what is there then is told', async () => {
    const bench = await StationBench.open();
    const end = await bench.run(() =>
      done(bench, {
        kind: 'write-memory',
        connect,
        address: 0x3fc8_0000,
        value: 0x1234_5678,
        mask: 0xffff_ff00,
      }),
    );
    expect(outputOf(end, 'memory').hex).toBe('00563412');
    expect(end.result?.verified).toBe(false);
  });
});

describe('a log', () => {
  it('of one job says what was asked, what was on the port and what went over the line', async () => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      const end = await done(bench, { kind: 'identify', connect });
      const offered = await bench.ask('trace:export', { jobId: end.id });
      if (offered?.type !== 'saved') throw new Error('was not saved');
      expect(path.basename(offered.path)).toMatch(/^kiln-identify-.*\.log$/);
      const text = await readFile(offered.path, 'utf8');
      expect(text).toContain('Kiln 0 on test');
      expect(text).toContain(`"kind":"identify"`);
      expect(text).toContain(end.result?.board?.mac);
      expect(text).toMatch(/→ SYNC/);
      expect(text).toMatch(/· chip-detected \{"chip":"ESP32-C3"\}/);
    });
  });

  it('of this run has every job, with the port that it was on', async () => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      const [port] = await bench.ask('ports:list', null);
      await done(bench, { kind: 'identify', connect: connectTo(port?.id ?? '') });
      await done(bench, { kind: 'partitions', connect, offset: 0x8000 });
      const offered = await bench.ask('trace:export', { jobId: null });
      const text = offered?.type === 'saved' ? await readFile(offered.path, 'utf8') : '';
      expect(text).toContain(`Port ${port?.id}`);
      expect(text.indexOf('Job identify')).toBeGreaterThan(0);
      expect(text.indexOf('Job partitions')).toBeGreaterThan(text.indexOf('Job identify'));
    });
  });

  it('of a job that there is not, or that still runs, is refused', async () => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      await expect(bench.ask('trace:export', { jobId: 'x' })).rejects.toMatchObject({
        code: 'job-not-found',
      });
      const id = await bench.ask('job:start', { kind: 'identify', connect });
      await expect(bench.ask('trace:export', { jobId: id })).rejects.toMatchObject({
        code: 'job-not-found',
      });
      await bench.ended(id);
    });
  });
});

describe('a board on the network', () => {
  it('is a port from when it is added until it is removed, and after a restart', async () => {
    const bench = await StationBench.open();
    const port = await bench.ask('network-port:add', { url: ' RFC2217://Bench.local:4000/ ' });
    expect(port).toMatchObject({
      id: 'rfc2217://bench.local:4000',
      kind: 'network',
      name: 'bench.local:4000',
    });
    await bench.ask('network-port:add', { url: 'rfc2217://bench.local:4000' });
    const after = await StationBench.open(bench.userDataFolder);
    const networkPorts = async (): Promise<readonly string[]> =>
      (await after.ask('ports:list', null)).filter(({ kind }) => kind === 'network').map(({ id }) => id);
    expect(await networkPorts()).toEqual([port.id]);
    await after.ask('network-port:remove', { port: port.id });
    expect(await networkPorts()).toEqual([]);
    await expect(after.ask('network-port:remove', { port: port.id })).rejects.toMatchObject({
      code: 'port-not-found',
    });
  });

  it.each([
    'bench:4000',
    'http://bench:4000',
    'rfc2217://bench',
    'rfc2217://bench:0',
    'rfc2217://:4000',
    'socket://bench:70000',
    'socket://user:secret@bench:4000',
    'socket://bench:4000/path',
    '/dev/ttyUSB0',
  ])('is not at %s', async (url) => {
    const bench = await StationBench.open();
    await expect(bench.ask('network-port:add', { url })).rejects.toMatchObject({ code: 'port-url-invalid' });
  });
});

describe('simulated boards', () => {
  it('keep their number and address after one was removed and the station has started again', async () => {
    const bench = await StationBench.open();
    const add = () => bench.ask('sim:add', { chip: 'esp32', flashSize: '4MB' });
    const [one, two, three] = [await add(), await add(), await add()];
    await bench.ask('sim:remove', { port: one.id });
    const after = await StationBench.open(bench.userDataFolder);
    const boards = (await after.ask('ports:list', null)).filter(({ chip }) => chip === 'esp32');
    expect(boards).toEqual([two, three]);
    expect(await after.ask('sim:add', { chip: 'esp32', flashSize: '4MB' })).toEqual(one);
  });
});

describe('looking for what is wrong with a board', () => {
  it.each([
    ['nothing', '', 'healthy'],
    ['another program that has the port', '&fault=busy', 'busy'],
    ['a cable that is out', '&fault=gone', 'gone'],
  ])('succeeds, and finds %s', async (_what, fault, cause) => {
    const bench = await StationBench.open();
    const request: JobRequest = { kind: 'diagnose', connect: connectTo(`${board}${fault}`) };
    const end = await bench.run(() => done(bench, request));
    expect(end.state).toBe('succeeded');
    expect(outputOf(end, 'diagnosis').diagnosis.cause).toBe(cause);
    expect(end.result?.verified).toBe(false);
  });
});

describe('a line that does not bear the rate', () => {
  it('is run more slowly, and begun with that rate the next time', async () => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      const noticesOf = ({ id }: JobRecord): readonly string[] =>
        bench.events.flatMap((event) =>
          event.type === 'progress' && event.jobId === id && event.progress.type === 'notice'
            ? [event.progress.code]
            : [],
        );
      const port = `${board}&fault=drop:chip:READ_FLASH:1:12`;
      const read: JobRequest = {
        kind: 'read',
        connect: connectTo(port),
        region: { offset: 0, sizeBytes: 0x1000 },
        label: '',
        resume: null,
      };
      const first = await done(bench, read);
      expect([first.state, first.result?.verified]).toEqual(['succeeded', true]);
      expect(noticesOf(first)).toContain('link-slower');
      const second = await done(bench, read);
      expect(noticesOf(second)).toContain('link-remembered');
      expect(noticesOf(second)).not.toContain('link-slower');
    });
  });
});
