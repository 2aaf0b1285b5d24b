import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src-shared/errors/app-error';
import type { ProgressEvent } from '../../../src-shared/model/progress';
import { reopen } from '../../../src-main/engine/loader/reopen';
import { ScriptedTransport } from '../../support/scripted-transport';
import { VirtualClock } from '../../support/virtual-clock';

const waiting: ProgressEvent = { type: 'notice', code: 'waiting-for-board', context: { port: 'scripted' } };
const back: ProgressEvent = { type: 'notice', code: 'board-back', context: { port: 'scripted' } };

function absent(awayMs: number) {
  const clock = new VirtualClock();
  const transport = new ScriptedTransport({ clock, answer: () => [] });
  transport.onOpen = () => {
    if (clock.now() < awayMs) throw new AppError('port-not-found', { port: 'scripted' });
  };
  const events: ProgressEvent[] = [];
  return {
    ...{ clock, transport, events },
    reopen: (withinMs: number, options: { announce?: boolean; signal?: AbortSignal } = {}) =>
      clock.run(() =>
        reopen(transport, 115_200, {
          ...{ clock, withinMs, ...options },
          onProgress: (event) => events.push(event),
        }),
      ),
  };
}

describe('reopen', () => {
  it('opens the port as soon as it is back, and says so when asked to', async () => {
    const { reopen: again, transport, clock, events } = absent(1_250);
    await again(3_000, { announce: true });
    expect([transport.isOpen, clock.now(), events]).toEqual([true, 1_300, [waiting, back]]);
  });

  it('says nothing of an absence that was asked for', async () => {
    const { reopen: again, events } = absent(500);
    await again(3_000);
    expect(events).toEqual([]);
  });

  it('fails with the reason when the time is over', async () => {
    const { reopen: again, clock } = absent(10_000);
    await expect(again(3_000)).rejects.toMatchObject({ code: 'port-not-found' });
    expect(clock.now()).toBeLessThanOrEqual(3_100);
  });

  it('does not wait for a driver that never opens', async () => {
    const { reopen: again, clock, transport } = absent(0);
    transport.open = () => new Promise(() => undefined);
    await expect(again(3_000)).rejects.toMatchObject({ code: 'port-open-failed' });
    expect(clock.now()).toBe(3_000);
  });

  it('stops when cancelled', async () => {
    const { reopen: again, clock } = absent(10_000);
    const controller = new AbortController();
    clock.schedule(1_010, () => controller.abort());
    await expect(again(5_000, { signal: controller.signal })).rejects.toMatchObject({ code: 'cancelled' });
    expect(clock.now()).toBe(1_010);
  });
});
