import { describe, expect, it } from 'vitest';
import type { TraceEntry } from '../../../src-shared/model/trace';
import { sleep } from '../../../src-shared/time/clock';
import { TraceHub } from '../../../src-main/services/trace-hub';
import { traceText } from '../../../src-main/services/trace-text';
import { VirtualClock } from '../../support/virtual-clock';

const line = (text: string, jobId: string | null = null): TraceEntry => ({
  atMs: 0,
  port: 'a',
  jobId,
  body: { type: 'text', text },
});

describe('the trace hub', () => {
  it('sends at most 30 batches a second, every line once and in order', async () => {
    const clock = new VirtualClock();
    const hub = new TraceHub(clock);
    const batches: (readonly TraceEntry[])[] = [];
    hub.onLines((lines) => batches.push(lines));
    const lines = Array.from({ length: 1000 }, (_, number) => line(String(number)));
    await clock.run(async () => {
      for (const one of lines) {
        hub.add(one);
        await sleep(clock, 1);
      }
      await sleep(clock, 100);
    });
    expect(batches.flat()).toEqual(lines);
    expect(batches.length).toBeLessThanOrEqual(31);
  });

  it('keeps the newest lines when there are more than anybody can read', async () => {
    const clock = new VirtualClock();
    const hub = new TraceHub(clock);
    const batches: (readonly TraceEntry[])[] = [];
    hub.onLines((lines) => batches.push(lines));
    for (let number = 0; number < 100_000; number += 1) hub.add(line(String(number)));
    await clock.run(sleep(clock, 100));
    expect(batches.flat()).toHaveLength(2000);
    expect(batches.flat().at(-1)).toEqual(line('99999'));
  });

  it('hands out the log of one job, once and bounded', () => {
    const hub = new TraceHub(new VirtualClock());
    for (let number = 0; number < 20_000; number += 1) hub.add(line(String(number), 'x'));
    hub.add(line('other', 'y'));
    const log = hub.takeLog('x');
    expect(log).toHaveLength(5000);
    expect(log.at(-1)).toEqual(line('19999', 'x'));
    expect(hub.takeLog('x')).toEqual([]);
    expect(hub.takeLog('y')).toEqual([line('other', 'y')]);
  });
});

describe('a line of the log file', () => {
  it('stays one line whatever the board printed', () => {
    const text = traceText(line('a\r\n\u001b[0mb\0"'));
    expect(Buffer.from(text).every((byte) => byte >= 0x20)).toBe(true);
    expect(text).toContain('a\\r\\n');
  });

  it('tells direction, command and size of a frame', () => {
    const body = { type: 'frame', direction: 'host', command: 'SYNC', detail: 'x', sizeBytes: 36 } as const;
    expect(traceText({ atMs: 0, port: 'a', jobId: null, body })).toBe(
      '1970-01-01T00:00:00.000Z → SYNC x (36 bytes)',
    );
  });
});
