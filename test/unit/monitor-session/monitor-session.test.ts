import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { format8N1 } from '../../../src-shared/model/monitor';
import { sleep } from '../../../src-shared/time/clock';
import { inlineFiles } from '../../../src-main/platform/inline-files';
import { ExportsFolder } from '../../../src-main/services/exports-folder';
import { FindingsFeed } from '../../../src-main/services/monitor/findings-feed';
import { MonitorSession } from '../../../src-main/services/monitor/monitor-session';
import { MonitorText } from '../../../src-main/services/monitor/monitor-text';
import { temporaryFolder } from '../../support/temporary-folder';
import { VirtualClock } from '../../support/virtual-clock';
import { OpenLine } from './open-line';

let clock: VirtualClock;
let line: OpenLine;

beforeEach(() => {
  clock = new VirtualClock();
  line = new OpenLine();
});

async function openSession(): Promise<MonitorSession> {
  const folder = await temporaryFolder();
  const wallClock = (): number => 1_700_000_000_000 + clock.now();
  const findings = new FindingsFeed({ clock, wallClock, onFound: () => undefined });
  const text = await MonitorText.open({
    monitor: 'm',
    folder: `${folder}/text`,
    logsFolder: `${folder}/logs`,
    name: 'ttyTest',
    clock,
    wallClock,
    scans: inlineFiles,
    exports: new ExportsFolder(`${folder}/exports`),
    onBatch: () => undefined,
    onLines: (lines) => findings.lines(lines),
  });
  const session = new MonitorSession({
    id: 'm',
    port: '/dev/ttyTest',
    label: 'Test',
    transport: line,
    baud: 115_200,
    format: format8N1,
    attach: false,
    text,
    findings,
    clock,
    wallClock,
    onChanged: () => undefined,
  });
  await session.port.open();
  onTestFinished(() => clock.run(() => session.close()));
  return session;
}

describe('a session', () => {
  it('does not wait for ever for a driver that takes no bytes', () =>
    clock.run(async () => {
      const session = await openSession();
      line.before = (what) => (what === 'write' ? new Promise(() => undefined) : undefined);
      await expect(session.send(new Uint8Array(3), null)).rejects.toMatchObject({ code: 'port-stalled' });
    }));

  it('ends what is being sent when a job gets the port', () =>
    clock.run(async () => {
      const session = await openSession();
      line.before = (what) => (what === 'write' ? new Promise(() => undefined) : undefined);
      const sent = expect(session.send(new Uint8Array(3), null)).rejects.toMatchObject({
        code: 'monitor-not-open',
      });
      await session.port.lend('job', 'Flash');
      await sent;
      expect(clock.now()).toBe(0);
    }));

  it('lets the board go when a job comes in the middle of a reset', () =>
    clock.run(async () => {
      const session = await openSession();
      const reset = expect(session.reset('app')).rejects.toMatchObject({ code: 'monitor-not-open' });
      await sleep(clock, 20);
      expect(line.lineState).toEqual({ dtr: false, rts: true });
      await session.port.lend('job', 'Flash');
      await reset;
      expect(line.log).toEqual(['open 115200', 'lines 0 1', 'lines 0 0', 'close']);
    }));

  it('says which buttons to press where the lines do not reach the board', () =>
    clock.run(async () => {
      line.features = { ...line.features, lines: false };
      const session = await openSession();
      await expect(session.reset('download')).rejects.toMatchObject({
        code: 'lines-missing',
        help: expect.stringContaining('BOOT') as string,
      });
      await expect(session.setLines({ rts: true })).rejects.toMatchObject({ code: 'lines-missing' });
      expect(line.log).toEqual(['open 115200']);
    }));

  it('does one thing after the other with the lines', () =>
    clock.run(async () => {
      const session = await openSession();
      await Promise.all([session.reset('app'), session.setLines({ dtr: true })]);
      expect(line.log).toEqual(['open 115200', 'lines 0 1', 'lines 0 0', 'lines 1 0']);
    }));

  it('says what it sends before the board can answer', () =>
    clock.run(async () => {
      const session = await openSession();
      line.before = (what) => {
        if (what === 'write') line.say('pong\n');
      };
      await session.send(new TextEncoder().encode('ping\n'), 'ping');
      const { lines } = await session.text.read({ from: 0, count: 10, direction: 'forward', filter: null });
      expect(lines.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
        'mark ',
        'sent ping',
        'received pong',
      ]);
    }));
});
