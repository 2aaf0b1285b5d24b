import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src-shared/errors/app-error';
import { SocketClient, type SocketHandlers } from '../../../src-renderer/api/socket-client';
import { readSocketMessage } from '../../../src-renderer/api/socket-message';
import { VirtualClock } from '../../support/virtual-clock';
import { sleep } from '../../../src-shared/time/clock';

interface Line {
  readonly handlers: SocketHandlers;
  readonly sent: { id: number; name: string; request: unknown }[];
  closed: boolean;
}

function bench() {
  const clock = new VirtualClock();
  const lines: Line[] = [];
  const client = new SocketClient((handlers) => {
    const line: Line = { handlers, sent: [], closed: false };
    lines.push(line);
    return {
      send: (text) => line.sent.push(JSON.parse(text) as Line['sent'][number]),
      close: () => {
        line.closed = true;
      },
    };
  }, clock);
  const line = (index = -1): Line => {
    const found = lines.at(index);
    if (!found) throw new Error('no socket was opened');
    return found;
  };
  const answer = (id: number, result: unknown): void =>
    line().handlers.onMessage(JSON.stringify({ id, result }));
  return { clock, client, lines, line, answer };
}

const turn = (): Promise<void> => Promise.resolve();

describe('the station behind a socket', () => {
  it('sends a request and gives its answer, whatever their order', async () => {
    const { client, line, answer } = bench();
    line().handlers.onOpen();
    const first = client.request('job:list', { limit: 1 });
    const second = client.request('chips:list', null);
    await turn();
    expect(line().sent).toEqual([
      { id: 1, name: 'job:list', request: { limit: 1 } },
      { id: 2, name: 'chips:list', request: null },
    ]);
    answer(2, { ok: true, value: ['second'] });
    answer(1, { ok: true, value: ['first'] });
    expect(await first).toEqual(['first']);
    expect(await second).toEqual(['second']);
  });

  it('rejects with the coded error that the station answered', async () => {
    const { client, line, answer } = bench();
    line().handlers.onOpen();
    const request = client.request('ports:list', null);
    await turn();
    answer(1, { ok: false, error: new AppError('port-busy', { port: 'ttyUSB0' }).toWire() });
    await expect(request).rejects.toMatchObject({ code: 'port-busy', context: { port: 'ttyUSB0' } });
  });

  it('holds requests back until it is connected the first time', async () => {
    const { client, line, answer } = bench();
    const request = client.request('app:info', null);
    expect(client.state).toBe('connecting');
    expect(line().sent).toEqual([]);
    line().handlers.onOpen();
    await turn();
    await turn();
    answer(1, { ok: true, value: { version: '1', host: 'browser', platform: 'linux' } });
    expect((await request).version).toBe('1');
  });

  it('fails what was on the way when the connection broke, and what comes while it is away', async () => {
    const { client, line } = bench();
    line().handlers.onOpen();
    const request = client.request('ports:list', null);
    await turn();
    line().handlers.onClose();
    await expect(request).rejects.toMatchObject({ code: 'station-unreachable' });
    await expect(client.request('ports:list', null)).rejects.toMatchObject({ code: 'station-unreachable' });
    expect(client.state).toBe('unreachable');
  });

  it('connects again, waiting longer each time but never more than five seconds', async () => {
    const { clock, client, lines, line } = bench();
    const opened: number[] = [];
    await clock.run(async () => {
      for (let round = 0; round < 7; round += 1) {
        const before = lines.length;
        line().handlers.onClose();
        while (lines.length === before) await sleep(clock, 100);
        opened.push(clock.now());
      }
      client.close();
    });
    const waits = opened.map((atMs, index) => atMs - (opened[index - 1] ?? 0));
    expect(waits).toEqual([500, 1000, 2000, 4000, 5000, 5000, 5000]);
  });

  it('tells of every change of its state and is ready again after a break', async () => {
    const { clock, client, line, lines } = bench();
    const states: string[] = [];
    client.onState((state) => states.push(state));
    line().handlers.onOpen();
    line().handlers.onClose();
    await clock.run(() => sleep(clock, 600));
    expect(lines).toHaveLength(2);
    line().handlers.onOpen();
    expect(states).toEqual(['ready', 'unreachable', 'ready']);
  });

  it('passes events on to those who listen, until they stop', () => {
    const { client, line } = bench();
    const seen: unknown[] = [];
    const stop = client.on('ports:changed', (ports) => seen.push(ports));
    const tell = (): void =>
      line().handlers.onMessage(JSON.stringify({ event: 'ports:changed', payload: [] }));
    tell();
    stop();
    tell();
    expect(seen).toEqual([[]]);
  });

  it('stays closed once it was closed', async () => {
    const { clock, client, line, lines } = bench();
    line().handlers.onOpen();
    client.close();
    expect(line().closed).toBe(true);
    line().handlers.onClose();
    await clock.run(() => sleep(clock, 60_000));
    expect(lines).toHaveLength(1);
  });
});

describe('a message of the socket', () => {
  it.each([
    'not json',
    'null',
    '[]',
    '{"id":1}',
    '{"id":"1","result":{"ok":true}}',
    '{"id":1,"result":{}}',
    '{"event":"made:up","payload":1}',
  ])('%s is none', (text) => {
    expect(readSocketMessage(text)).toBeNull();
  });
});
