import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JobId, JobRecord, JobRequest } from '../../src-shared/model/job';
import type { MonitorLine } from '../../src-shared/model/monitor';
import { sleep } from '../../src-shared/time/clock';
import { connectTo, flashPlanOf, StationBench } from '../support/station-bench';

/** The first line of a ROM's boot text. */
const romStart = {
  esp32: 'ets Jul 29 2019',
  esp32c3: 'ESP-ROM:esp32c3',
  esp8266: 'ets Jan  8 2013',
} as const;
type Chip = keyof typeof romStart;

const boards: readonly { readonly chip: Chip; readonly baud: number }[] = [
  { chip: 'esp32', baud: 115_200 },
  { chip: 'esp32c3', baud: 115_200 },
  { chip: 'esp8266', baud: 74_880 },
];

/** Its firmware starts whatever is in the flash, and talks. */
const portOf = (chip: Chip, more = ''): string => `sim://${chip}?flash=4MB&program=log${more}`;

const textOf = (lines: readonly MonitorLine[]): readonly string[] =>
  lines.filter(({ kind }) => kind === 'received').map(({ text }) => text);

/** What has come since the port was last given back. */
function sinceReturn(lines: readonly MonitorLine[]): readonly MonitorLine[] {
  const at = lines.findLastIndex(({ mark }) => mark?.type === 'returned');
  return lines.slice(at + 1);
}

const countOf = (lines: readonly string[], text: string): number =>
  lines.filter((line) => line.includes(text)).length;

/** Runs a job while a monitor is open, and everything that the monitor has once the board has booted after it. */
async function monitored(
  port: string,
  baud: number,
  request: (bench: StationBench) => Promise<JobRequest>,
  during: (bench: StationBench, id: JobId) => Promise<unknown> = async () => undefined,
): Promise<{ end: JobRecord; lines: readonly MonitorLine[]; bench: StationBench }> {
  const bench = await StationBench.open();
  return bench.run(async () => {
    const { id } = await bench.openMonitor(port, { baud });
    const job = await bench.ask('job:start', await request(bench));
    await during(bench, job);
    const end = await bench.ended(job);
    await bench.monitorIs(id, 'open');
    // The whole boot, and time for whatever would come twice.
    await sleep(bench.clock, 4_000);
    return { end, lines: bench.linesOf(id), bench };
  });
}

const demo = async (bench: StationBench): Promise<Parameters<typeof flashPlanOf>[1]> =>
  (await bench.bring({ type: 'demo' })).items;

/** Something for any chip: bytes where no image is looked for. */
async function someData(bench: StationBench): Promise<Parameters<typeof flashPlanOf>[1]> {
  const { items } = await bench.bring({ type: 'path', path: path.resolve('package.json') });
  return items.map((item) => ({ ...item, offset: 0x20_0000 }));
}

describe.each(boards)('a monitor on a simulated $chip', ({ chip, baud }) => {
  describe.each([{ useStub: true }, { useStub: false }])('with stub: $useStub', ({ useStub }) => {
    const connect = { ...connectTo(portOf(chip)), useStub };

    it('has the first line of the boot after flashing, once, and what the board says after it', async () => {
      const { end, lines } = await monitored(portOf(chip), baud, async (bench) => ({
        ...flashPlanOf(portOf(chip), await someData(bench), { verify: useStub }),
        connect,
      }));
      expect(end.error).toBeNull();
      expect(end.state).toBe('succeeded');
      const said = textOf(sinceReturn(lines));
      expect(countOf(said, romStart[chip])).toBe(1);
      expect(said.findIndex((line) => line.includes(romStart[chip]))).toBeLessThan(2);
      expect(said.length).toBeGreaterThan(4);
      expect(end.result?.boot?.lines.find((line) => line.includes(romStart[chip]))).toBeDefined();
    });

    it('has it after a job that was cancelled half way', async () => {
      const { end, lines } = await monitored(
        portOf(chip),
        baud,
        async (bench) => ({ ...flashPlanOf(portOf(chip), await someData(bench)), connect }),
        async (bench, id) => {
          await bench.when(() =>
            bench.events.find(
              (event) => event.type === 'progress' && event.jobId === id && event.progress.type === 'bytes',
            ),
          );
          await bench.ask('job:cancel', { jobId: id });
        },
      );
      expect(end.state).toBe('cancelled');
      expect(countOf(textOf(sinceReturn(lines)), romStart[chip])).toBe(1);
    });

    it.each(['identify', 'erase'] as const)('has it after %s', async (kind) => {
      const { end, lines } = await monitored(portOf(chip), baud, async () =>
        kind === 'identify'
          ? { kind, connect }
          : { kind, connect, region: { offset: 0x20_0000, sizeBytes: 0x1000 }, label: '' },
      );
      // The ESP8266's ROM cannot erase a region; the monitor has its board back all the same.
      expect(end.error?.code).toBe(
        chip === 'esp8266' && kind === 'erase' && !useStub ? 'command-unsupported' : undefined,
      );
      expect(countOf(textOf(sinceReturn(lines)), romStart[chip])).toBe(1);
    });
  });

  it('has it after flashing a board whose flash does not keep what was written', async () => {
    const port = portOf(chip, '&fault=stuck-bit:0x200000:0:0');
    const { end, lines } = await monitored(port, baud, async (bench) =>
      flashPlanOf(port, await someData(bench)),
    );
    expect(end.error?.code).toBe('verify-failed');
    expect(countOf(textOf(sinceReturn(lines)), romStart[chip])).toBe(1);
  });

  it('has it after a comparison that finds a difference', async () => {
    const { end, lines } = await monitored(portOf(chip), baud, async (bench) => ({
      kind: 'verify',
      connect: connectTo(portOf(chip)),
      segments: (await someData(bench)).map(({ file, name, offset, sha256 }) => ({
        file,
        name,
        offset: offset ?? 0,
        sha256,
      })),
    }));
    expect(end.result?.output).toMatchObject({ type: 'comparison', segments: [{ same: false }] });
    expect(countOf(textOf(sinceReturn(lines)), romStart[chip])).toBe(1);
  });
});

describe('a monitor that lends its port', () => {
  it('says so, and goes on at its own rate with the same numbering', async () => {
    const plain = 'sim://esp32c3?flash=4MB';
    const { lines, bench } = await monitored(plain, 115_200, async (own) =>
      flashPlanOf(plain, await demo(own)),
    );
    expect(lines.map(({ number }) => number)).toEqual(lines.map((_, index) => index));
    const [info] = bench.monitors;
    expect(bench.marksOf(info?.id ?? '').map(({ type }) => type)).toEqual(['opened', 'lent', 'returned']);
    expect(info).toMatchObject({ state: { type: 'open' }, baud: 115_200, endLine: lines.length });
    const said = textOf(sinceReturn(lines));
    expect(said.some((line) => line.includes('kiln-demo'))).toBe(true);
  });

  it('gives it to one job after the other and has the boot after each', async () => {
    const bench = await StationBench.open();
    const port = portOf('esp32');
    const marks = await bench.run(async () => {
      const { id } = await bench.openMonitor(port);
      const first = await bench.ask('job:start', { kind: 'identify', connect: connectTo(port) });
      const second = await bench.ask('job:start', { kind: 'identify', connect: connectTo(port) });
      expect([(await bench.ended(first)).state, (await bench.ended(second)).state]).toEqual([
        'succeeded',
        'succeeded',
      ]);
      await bench.monitorIs(id, 'open');
      await sleep(bench.clock, 4_000);
      return bench.marksOf(id);
    });
    expect(marks.map(({ type }) => type)).toEqual(['opened', 'lent', 'returned', 'lent', 'returned']);
  });

  it('cannot be written to meanwhile, and can be afterwards', async () => {
    const bench = await StationBench.open();
    const port = portOf('esp32');
    await bench.run(async () => {
      const { id } = await bench.openMonitor(port);
      const send = { monitor: id, what: { type: 'text', text: 'hi', ending: 'lf' }, echo: true } as const;
      const job = await bench.ask('job:start', { kind: 'identify', connect: connectTo(port) });
      await bench.monitorIs(id, 'lent');
      await expect(bench.ask('monitor:send', send)).rejects.toMatchObject({ code: 'monitor-not-open' });
      await bench.ended(job);
      await bench.monitorIs(id, 'open');
      await bench.ask('monitor:send', send);
      await bench.heard(id, 'hi');
    });
  });

  it('may be closed meanwhile: the job goes on, and the port is free afterwards', async () => {
    const bench = await StationBench.open();
    const port = portOf('esp32');
    await bench.run(async () => {
      const { id } = await bench.openMonitor(port);
      const job = await bench.ask('job:start', { kind: 'identify', connect: connectTo(port) });
      await bench.monitorIs(id, 'lent');
      await bench.ask('monitor:close', { monitor: id });
      expect((await bench.ended(job)).state).toBe('succeeded');
      const again = await bench.openMonitor(port);
      expect(again.state.type).toBe('open');
      expect(await bench.ask('monitor:list', null)).toHaveLength(1);
    });
  });

  it('may be opened while a job has the port: it waits, and has the boot after the job', async () => {
    const bench = await StationBench.open();
    const port = portOf('esp32');
    const lines = await bench.run(async () => {
      const job = await bench.ask('job:start', { kind: 'identify', connect: connectTo(port) });
      await bench.when(() => bench.records(job).find(({ state }) => state === 'running'));
      const { id, state } = await bench.openMonitor(port);
      expect(state).toMatchObject({ type: 'lent', jobId: job });
      await bench.ended(job);
      await bench.monitorIs(id, 'open');
      await sleep(bench.clock, 4_000);
      return bench.linesOf(id);
    });
    expect(countOf(textOf(sinceReturn(lines)), romStart.esp32)).toBe(1);
  });

  it('gets it back from a job that never reached its board', async () => {
    const bench = await StationBench.open();
    const port = portOf('esp32', '&fault=deaf');
    const end = await bench.run(async () => {
      const { id } = await bench.openMonitor(port);
      const job = await bench.ask('job:start', { kind: 'identify', connect: connectTo(port) });
      const record = await bench.ended(job);
      await bench.monitorIs(id, 'open');
      await bench.ask('monitor:reset', { monitor: id, into: 'app' });
      await bench.heard(id, romStart.esp32);
      return record;
    });
    expect(end.state).toBe('failed');
  });

  it('waits for a board that went away during its job, and says how long', async () => {
    const bench = await StationBench.open();
    const port = portOf('esp32c3', '&usb=jtag-always');
    await bench.run(async () => {
      const { id } = await bench.openMonitor(port);
      const job = await bench.ask('job:start', { kind: 'identify', connect: connectTo(port) });
      expect((await bench.ended(job)).state).toBe('succeeded');
      await bench.monitorIs(id, 'open');
      await bench.when(() => bench.marksOf(id).find(({ type }) => type === 'back'));
      const types = bench.marksOf(id).map(({ type }) => type);
      expect(types).toEqual(['opened', 'lent', 'returned', 'lost', 'back']);
    });
  });

  it('leaves nothing behind when the station is closed in the middle', async () => {
    const bench = await StationBench.open();
    const port = portOf('esp32c3');
    await bench.run(async () => {
      const { id } = await bench.openMonitor(port);
      await bench.ask('job:start', flashPlanOf(port, await demo(bench)));
      await bench.monitorIs(id, 'lent');
      await bench.station.close();
    });
    await expect(readFile(path.join(bench.userDataFolder, 'monitors'))).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });
});
