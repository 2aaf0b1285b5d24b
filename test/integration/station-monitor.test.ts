import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { feedEvents } from '../../src-main/ipc/event-feed';
import { format8N1, type MonitorBatch, type MonitorInfo } from '../../src-shared/model/monitor';
import { defaultMonitorSettings } from '../../src-shared/model/monitor';
import { sleep } from '../../src-shared/time/clock';
import { StationBench } from '../support/station-bench';
import { temporaryFolder } from '../support/temporary-folder';

const logging = 'sim://esp32?flash=4MB&program=log';
const consoled = 'sim://esp32c3?flash=4MB&program=echo';

const romStart = 'ets Jul 29 2019';

/** Does `work` on virtual time with a station of its own. */
async function withBench(work: (bench: StationBench) => Promise<void>): Promise<void> {
  const bench = await StationBench.open();
  await bench.run(() => work(bench));
}

const typesOf = (bench: StationBench, id: string): readonly string[] =>
  bench.marksOf(id).map(({ type }) => type);

describe('a monitor', () => {
  it('opens at the rate asked for, lines released, without resetting the board', () =>
    withBench(async (bench) => {
      const info = await bench.openMonitor(logging);
      expect(info).toMatchObject({
        port: logging,
        state: { type: 'open' },
        baud: 115_200,
        format: format8N1,
        hasLines: true,
        dtr: false,
        rts: false,
        log: null,
        sending: null,
      });
      await bench.heard(info.id, 'wifi');
      expect(bench.linesOf(info.id).some(({ text }) => text.includes(romStart))).toBe(false);
    }));

  it('is the same for everybody who opens the port, with what the last one asked for', () =>
    withBench(async (bench) => {
      const [one, other] = await Promise.all([
        bench.openMonitor(logging),
        bench.openMonitor(logging, { baud: 921_600 }),
      ]);
      expect(other).toMatchObject({ id: one.id, baud: 921_600 });
      expect(await bench.ask('monitor:list', null)).toHaveLength(1);
      await bench.when(() => bench.marksOf(one.id).find((mark) => mark.type === 'baud'));
      expect(bench.marksOf(one.id)).toEqual([
        { type: 'opened', baud: 115_200 },
        { type: 'baud', baud: 921_600 },
      ]);
    }));

  it.each([
    ['busy', 'port-busy'],
    ['permission', 'port-permission'],
    ['gone', 'port-not-found'],
  ])('is not kept where the port is %s', (fault, code) =>
    withBench(async (bench) => {
      await expect(bench.openMonitor(`${logging}&fault=${fault}`)).rejects.toMatchObject({ code });
      expect(await bench.ask('monitor:list', null)).toEqual([]);
      expect(bench.monitors).toEqual([]);
    }),
  );

  it('is one of sixteen at most', () =>
    withBench(async (bench) => {
      for (let index = 0; index < 16; index++) await bench.openMonitor(`sim://esp32?serial=${index}`);
      await expect(bench.openMonitor(logging)).rejects.toMatchObject({ code: 'monitor-limit' });
      const [first] = await bench.ask('monitor:list', null);
      await bench.ask('monitor:close', { monitor: first?.id ?? '' });
      await bench.openMonitor(logging);
    }));

  it('is not there any more once it was closed', () =>
    withBench(async (bench) => {
      const { id } = await bench.openMonitor(logging);
      await bench.ask('monitor:close', { monitor: id });
      expect(bench.monitors).toEqual([]);
      await expect(bench.ask('monitor:close', { monitor: id })).rejects.toMatchObject({
        code: 'monitor-not-found',
      });
      await expect(bench.ask('monitor:found', { monitor: id })).rejects.toMatchObject({
        code: 'monitor-not-found',
      });
    }));

  it('writes its log from the start when the settings say so', () =>
    withBench(async (bench) => {
      await bench.ask('settings:set', { monitor: { ...defaultMonitorSettings, keepLogs: true } });
      const info = await bench.openMonitor(logging);
      expect(info.log?.fileName).toContain('.log');
      await bench.heard(info.id, 'wifi');
      const logs = await bench.ask('monitor:logs', null);
      expect(logs).toMatchObject([{ name: info.log?.fileName, active: true }]);
      await bench.ask('monitor:log', { monitor: info.id, on: false });
      expect(bench.monitors[0]?.log).toBeNull();
    }));
});

describe('resetting the board', () => {
  it('shows its first line', () =>
    withBench(async (bench) => {
      const { id } = await bench.openMonitor(logging);
      await bench.ask('monitor:reset', { monitor: id, into: 'app' });
      const first = await bench.heard(id, romStart);
      expect(bench.linesOf(id)[first.number - 1]?.mark).toEqual({ type: 'reset', into: 'app' });
      await bench.heard(id, 'app_main');
    }));

  it('leads into the download mode, and out of it again', () =>
    withBench(async (bench) => {
      const { id } = await bench.openMonitor(logging);
      await bench.ask('monitor:reset', { monitor: id, into: 'download' });
      const waiting = await bench.heard(id, 'waiting for download');
      expect(bench.monitors[0]).toMatchObject({ dtr: false, rts: false });
      await bench.ask('monitor:reset', { monitor: id, into: 'app' });
      await bench.heard(id, 'SPI_FAST_FLASH_BOOT', waiting.number);
    }));

  it('survives a port that goes away with it', () =>
    withBench(async (bench) => {
      const { id } = await bench.openMonitor('sim://esp32c3?flash=4MB&program=log&usb=jtag-always');
      await bench.ask('monitor:reset', { monitor: id, into: 'app' });
      await bench.when(() => bench.marksOf(id).find(({ type }) => type === 'back'));
      expect(typesOf(bench, id)).toEqual(['opened', 'reset', 'lost', 'back']);
      await bench.monitorIs(id, 'open');
      await bench.heard(id, 'sensor');
    }));

  it('moves DTR and RTS one by one, too', () =>
    withBench(async (bench) => {
      const { id } = await bench.openMonitor(logging);
      await bench.ask('monitor:set-lines', { monitor: id, dtr: null, rts: true });
      expect(bench.monitors[0]).toMatchObject({ dtr: false, rts: true });
      const before = bench.linesOf(id).length;
      await bench.ask('monitor:set-lines', { monitor: id, dtr: null, rts: false });
      await bench.heard(id, romStart, before);
      expect(bench.monitors[0]).toMatchObject({ dtr: false, rts: false });
    }));
});

describe('sending', () => {
  it('gives the board a line with its end, and shows it where that is wanted', () =>
    withBench(async (bench) => {
      const { id } = await bench.openMonitor(consoled);
      const what = { type: 'text', text: 'heap', ending: 'lf' } as const;
      await bench.ask('monitor:send', { monitor: id, what, echo: true });
      await bench.heard(id, 'free heap');
      expect(bench.linesOf(id).filter(({ kind }) => kind === 'sent')).toMatchObject([{ text: 'heap' }]);
    }));

  it('gives it bytes', () =>
    withBench(async (bench) => {
      const { id } = await bench.openMonitor(consoled);
      const what = { type: 'hex', hex: '68 65 6c 70 0a' } as const;
      await bench.ask('monitor:send', { monitor: id, what, echo: false });
      await bench.heard(id, 'free memory');
      expect(bench.linesOf(id).some(({ kind }) => kind === 'sent')).toBe(false);
      const odd = { type: 'hex', hex: '6' } as const;
      await expect(bench.ask('monitor:send', { monitor: id, what: odd, echo: false })).rejects.toMatchObject({
        code: 'hex-invalid',
      });
    }));

  it('gives it a file, so much at a time, and tells how far it is', () =>
    withBench(async (bench) => {
      const file = path.join(await temporaryFolder(), 'commands.txt');
      await writeFile(file, 'heap\n'.repeat(20));
      const { id } = await bench.openMonitor(consoled);
      const shares: MonitorInfo['sending'][] = [];
      bench.station.on('monitor:changed', ([info]) => shares.push(info?.sending ?? null));
      const startedAt = bench.clock.now();
      const source = { type: 'path', path: file } as const;
      await bench.ask('monitor:send-file', { monitor: id, source, chunkBytes: 10, pauseMs: 100 });
      expect(bench.clock.now() - startedAt).toBeGreaterThanOrEqual(900);
      const told = shares.filter((sending) => sending !== null);
      expect(told.length).toBeGreaterThan(5);
      expect(told.length).toBeLessThanOrEqual(14);
      expect(told[0]).toMatchObject({ name: 'commands.txt', total: 100 });
      expect(shares.at(-1)).toBeNull();
      await bench.when(() =>
        bench.linesOf(id).filter(({ text }) => text.includes('free heap')).length === 20 ? true : undefined,
      );
    }));

  it('stops when it is told to, and takes one file at a time', () =>
    withBench(async (bench) => {
      const file = path.join(await temporaryFolder(), 'commands.txt');
      await writeFile(file, 'heap\n'.repeat(1000));
      const { id } = await bench.openMonitor(consoled);
      const source = { type: 'path', path: file } as const;
      const request = { monitor: id, source, chunkBytes: 5, pauseMs: 100 };
      const sent = bench.ask('monitor:send-file', request);
      const stopped = expect(sent).rejects.toMatchObject({ code: 'cancelled' });
      await bench.heard(id, 'free heap');
      await expect(bench.ask('monitor:send-file', request)).rejects.toMatchObject({
        code: 'monitor-sending',
      });
      await bench.ask('monitor:stop-sending', { monitor: id });
      await stopped;
      expect((await bench.ask('monitor:list', null))[0]?.sending).toBeNull();
    }));

  it('ends with the port', () =>
    withBench(async (bench) => {
      const file = path.join(await temporaryFolder(), 'commands.txt');
      await writeFile(file, 'heap\n'.repeat(1000));
      const { id } = await bench.openMonitor(`${consoled}&fault=unplug:100`);
      const source = { type: 'path', path: file } as const;
      await expect(
        bench.ask('monitor:send-file', { monitor: id, source, chunkBytes: 10, pauseMs: 100 }),
      ).rejects.toMatchObject({ code: 'monitor-not-open' });
      const what = { type: 'text', text: 'x', ending: 'lf' } as const;
      await expect(bench.ask('monitor:send', { monitor: id, what, echo: false })).rejects.toMatchObject({
        code: 'monitor-not-open',
      });
    }));
});

describe('a board that is unplugged', () => {
  it('is waited for, and listened to again under its new name', () =>
    withBench(async (bench) => {
      const { id } = await bench.openMonitor(`${logging}&fault=unplug-read:600:4000:esp32-again`);
      const away = await bench.monitorIs(id, 'away');
      expect(away.state).toMatchObject({ error: { code: 'port-lost' } });
      const back = await bench.monitorIs(id, 'open');
      expect(back.port).toBe('sim://esp32-again');
      await bench.heard(id, 'wifi', back.endLine);
      const marks = bench.marksOf(id);
      expect(marks.map(({ type }) => type)).toEqual(['opened', 'lost', 'back']);
      const mark = marks.find(({ type }) => type === 'back');
      const awayMs = mark?.type === 'back' ? mark.awayMs : 0;
      expect(awayMs).toBeGreaterThanOrEqual(4_000);
      expect(awayMs).toBeLessThan(5_100);
    }));

  it('lends its port under its new name', () =>
    withBench(async (bench) => {
      const { id } = await bench.openMonitor(`${logging}&fault=unplug-read:600:1000:esp32-again`);
      await bench.monitorIs(id, 'away');
      const { port } = await bench.monitorIs(id, 'open');
      const connect = { port, chip: 'auto', baud: 115_200, useStub: true } as const;
      const job = await bench.ask('job:start', { kind: 'identify', connect });
      expect((await bench.ended(job)).state).toBe('succeeded');
      const open = await bench.monitorIs(id, 'open');
      expect(open.port).toBe(port);
      await bench.heard(id, romStart);
    }));

  it('may be closed while it is away', () =>
    withBench(async (bench) => {
      const { id } = await bench.openMonitor(`${logging}&fault=unplug-read:600`);
      await bench.monitorIs(id, 'away');
      await bench.ask('monitor:close', { monitor: id });
      expect(await bench.ask('monitor:list', null)).toEqual([]);
    }));
});

describe('rate and format', () => {
  it('change while the monitor is open', () =>
    withBench(async (bench) => {
      const { id } = await bench.openMonitor('sim://esp8266?flash=4MB&program=log');
      await bench.ask('monitor:reset', { monitor: id, into: 'app' });
      await sleep(bench.clock, 500);
      expect(bench.linesOf(id).some(({ text }) => text.includes('ets Jan'))).toBe(false);
      await bench.ask('monitor:configure', { monitor: id, baud: 74_880, format: format8N1 });
      await bench.ask('monitor:reset', { monitor: id, into: 'app' });
      await bench.heard(id, 'ets Jan');
    }));

  it('stay as they were where the port cannot do it', () =>
    withBench(async (bench) => {
      const { id } = await bench.openMonitor(logging);
      const wanted = { monitor: id, baud: 8_000_000, format: format8N1 };
      await expect(bench.ask('monitor:configure', wanted)).rejects.toMatchObject({
        code: 'baud-unsupported',
      });
      expect((await bench.ask('monitor:list', null))[0]).toMatchObject({
        baud: 115_200,
        state: { type: 'open' },
      });
      await bench.heard(id, 'sensor');
    }));

  it('of another format make other text of the same bytes', () =>
    withBench(async (bench) => {
      const { id } = await bench.openMonitor('sim://esp32?flash=4MB&program=numbers');
      await bench.heard(id, 'temp:');
      const format = { dataBits: 5, parity: 'none', stopBits: 1 } as const;
      await bench.ask('monitor:configure', { monitor: id, baud: 115_200, format });
      const [info] = await bench.ask('monitor:list', null);
      expect(info).toMatchObject({ format, state: { type: 'open' } });
      await sleep(bench.clock, 1_000);
      const from = info?.endLine ?? 0;
      expect(bench.linesOf(id).some(({ number, text }) => number > from && text.includes('temp'))).toBe(
        false,
      );
      await bench.ask('monitor:configure', { monitor: id, baud: 115_200, format: format8N1 });
      const end = (await bench.ask('monitor:list', null))[0]?.endLine ?? 0;
      await bench.heard(id, 'temp:', end);
    }));
});

describe('several monitors', () => {
  it('have their own text each, eight at a time', () =>
    withBench(async (bench) => {
      const boards = Array.from({ length: 8 }, (_, index) => `sim://esp32?serial=${index}&program=flood:50`);
      const monitors = await Promise.all(boards.map((port) => bench.openMonitor(port)));
      await sleep(bench.clock, 5_000);
      for (const { id } of monitors) {
        const numbers = bench
          .linesOf(id)
          .flatMap(({ text }) => /^seq (\d+)/.exec(text)?.[1] ?? [])
          .map(Number);
        expect(numbers.length).toBeGreaterThan(200);
        expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
      }
    }));

  it('are seen alike by two windows', () =>
    withBench(async (bench) => {
      const seen = [0, 1].map((): { batches: MonitorBatch[]; changes: (readonly MonitorInfo[])[] } => ({
        batches: [],
        changes: [],
      }));
      for (const window of seen)
        feedEvents(bench.station, bench.clock, (name, event) => {
          if (name === 'monitor:data') window.batches.push(event as MonitorBatch);
          if (name === 'monitor:changed') window.changes.push(event as readonly MonitorInfo[]);
        });
      const { id } = await bench.openMonitor(logging);
      await bench.heard(id, 'sensor');
      await bench.ask('monitor:close', { monitor: id });
      const [one, other] = seen;
      expect(one?.batches.length).toBeGreaterThan(2);
      expect(other).toEqual(one);
      expect(one?.changes.at(-1)).toEqual([]);
    }));
});

describe('what a monitor has found', () => {
  it('is told as it comes, and can be asked for', () =>
    withBench(async (bench) => {
      const { id } = await bench.openMonitor(logging);
      const told: string[] = [];
      bench.station.on('monitor:found', (found) => {
        expect(found.monitor).toBe(id);
        told.push(...found.insights.map(({ code }) => code));
      });
      await bench.ask('monitor:reset', { monitor: id, into: 'app' });
      await bench.heard(id, 'sensor');
      expect(told).toContain('reset-power-on');
      const all = await bench.ask('monitor:found', { monitor: id });
      expect(all.insights.map(({ code }) => code)).toEqual([...new Set(told)]);
      await bench.ask('monitor:clear', { monitor: id });
      expect((await bench.ask('monitor:found', { monitor: id })).insights).toEqual([]);
    }));
});
