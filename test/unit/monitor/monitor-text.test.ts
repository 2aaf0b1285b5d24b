import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { filterFor, numberedLines, openText, startOfTestMs } from './text-bench';

const forward = { direction: 'forward', filter: null } as const;
const backward = { direction: 'backward', filter: null } as const;

describe('reading lines', () => {
  it('gives what was received, sent and marked in its order', async () => {
    const { text, receive, pass } = await openText();
    text.mark({ type: 'opened', baud: 115_200 });
    receive('hello\r\nhalf');
    await pass(10);
    text.sent('help\n');
    text.mark({ type: 'lost' });
    const { lines, firstLine, endLine, complete } = await text.read({ ...forward, from: 0, count: 100 });
    expect({ firstLine, endLine, complete }).toEqual({ firstLine: 0, endLine: 5, complete: true });
    expect(lines).toEqual([
      { number: 0, atMs: startOfTestMs, kind: 'mark', text: '', mark: { type: 'opened', baud: 115_200 } },
      { number: 1, atMs: startOfTestMs, kind: 'received', text: 'hello' },
      { number: 2, atMs: startOfTestMs + 10, kind: 'sent', text: 'help' },
      { number: 3, atMs: startOfTestMs, kind: 'received', text: 'half' },
      { number: 4, atMs: startOfTestMs + 10, kind: 'mark', text: '', mark: { type: 'lost' } },
    ]);
  });

  it('gives a page in either direction, and says when there is no more', async () => {
    const { text, receive } = await openText();
    receive(numberedLines(100));
    const numbers = async (from: number, direction: 'forward' | 'backward'): Promise<unknown> => {
      const page = await text.read({ from, count: 3, direction, filter: null });
      return [page.lines.map(({ number }) => number), page.complete];
    };
    expect(await numbers(10, 'forward')).toEqual([[10, 11, 12], false]);
    expect(await numbers(97, 'forward')).toEqual([[97, 98, 99], true]);
    expect(await numbers(500, 'forward')).toEqual([[], true]);
    expect(await numbers(500, 'backward')).toEqual([[97, 98, 99], false]);
    expect(await numbers(2, 'backward')).toEqual([[0, 1], true]);
  });

  it('reads the same whether lines are in memory, half written or on disk', async () => {
    const { text, clock, receive } = await openText({ limits: { segmentLines: 700 } });
    receive(numberedLines(1000));
    await clock.run(text.flush());
    receive(numberedLines(1000, 1000));
    const halfWritten = await text.read({ ...forward, from: 0, count: 5000 });
    await clock.run(text.flush());
    const written = await text.read({ ...forward, from: 0, count: 5000 });
    expect(halfWritten.lines.map(({ text: line }) => line)).toEqual(
      Array.from({ length: 2000 }, (_, index) => `line ${index}`),
    );
    expect(written.lines).toEqual(halfWritten.lines);
  });

  it('filters over all that is kept, marks among it', async () => {
    const { text, receive } = await openText({ limits: { segmentLines: 300 } });
    receive(numberedLines(1000));
    text.mark({ type: 'returned' });
    const page = await text.read({ from: 0, count: 50, direction: 'forward', filter: filterFor('LINE 99') });
    expect(page.lines.map(({ number }) => number)).toEqual([99, ...range(990, 1000), 1000]);
    expect(page.complete).toBe(true);
    const last = await text.read({
      from: 1000,
      count: 2,
      direction: 'backward',
      filter: filterFor('line 99'),
    });
    expect(last.lines.map(({ number }) => number)).toEqual([998, 999]);
    expect(last.complete).toBe(false);
    const none = await text.read({
      from: 0,
      count: 5,
      direction: 'forward',
      filter: filterFor('line', true),
    });
    expect(none.lines.map(({ kind }) => kind)).toEqual(['mark']);
  });

  it('refuses a pattern that cannot be read', async () => {
    const { text, receive } = await openText();
    receive('a\n');
    const query = { text: '(', mode: 'regex', caseSensitive: true } as const;
    const filter = { tags: [], text: query, inverted: false };
    await expect(text.read({ ...forward, from: 0, count: 1, filter })).rejects.toThrow(
      expect.objectContaining({ code: 'pattern-invalid' }),
    );
    await expect(text.find({ ...forward, query, from: 0 })).rejects.toThrow(
      expect.objectContaining({ code: 'pattern-invalid' }),
    );
  });
});

describe('finding', () => {
  const query = { text: 'LINE 9', mode: 'text', caseSensitive: false } as const;

  it('gives the next line in either direction', async () => {
    const { text, receive } = await openText({ limits: { segmentLines: 64 } });
    receive(numberedLines(200));
    expect(await text.find({ ...forward, query, from: 10 })).toBe(90);
    expect(await text.find({ ...forward, query, from: 91 })).toBe(91);
    expect(await text.find({ ...forward, query, from: 100 })).toBeNull();
    expect(await text.find({ ...backward, query, from: 90 })).toBe(9);
    expect(await text.find({ ...backward, query, from: 9 })).toBeNull();
  });

  it('looks only at lines that the filter shows, and never at marks', async () => {
    const { text, receive } = await openText();
    receive(numberedLines(100));
    text.mark({ type: 'lost' });
    expect(await text.find({ ...forward, query, from: 0, filter: filterFor('7') })).toBe(97);
    const anything = { text: '.*', mode: 'regex', caseSensitive: true } as const;
    expect(await text.find({ ...backward, query: anything, from: 101 })).toBe(99);
  });

  it('finds text that colours are in the middle of', async () => {
    const { text, receive } = await openText();
    receive('\u001b[0;31mE (12) wi\u001b[0mfi: gone\r\n');
    const split = { text: 'wifi: gone', mode: 'text', caseSensitive: true } as const;
    expect(await text.find({ ...forward, query: split, from: 0 })).toBe(0);
  });

  it('ends the former search when another begins', async () => {
    const { text, receive } = await openText();
    receive(numberedLines(10));
    const former = text.find({ ...forward, query, from: 0 });
    const newer = text.find({ ...forward, query, from: 0 });
    await expect(former).rejects.toThrow(expect.objectContaining({ code: 'cancelled' }));
    expect(await newer).toBe(9);
  });
});

describe('bytes as they came', () => {
  const hexOf = (text: string): string => Buffer.from(text, 'latin1').toString('hex');

  it('are those that were received alone, with line ends, NUL and what is not a line yet', async () => {
    const { text, receive } = await openText();
    receive('a\0\r\n');
    text.sent('no');
    text.mark({ type: 'lost' });
    receive('bc');
    expect(text.receivedBytes).toBe(6);
    expect(await text.bytes({ offset: 0, sizeBytes: 100 })).toEqual({
      ...{ offset: 0, hex: hexOf('a\0\r\nbc'), firstOffset: 0, endOffset: 6 },
    });
    expect(await text.bytes({ offset: 3, sizeBytes: 2 })).toMatchObject({ offset: 3, hex: hexOf('\nb') });
    expect(await text.bytes({ offset: null, sizeBytes: 2 })).toMatchObject({ offset: 4, hex: hexOf('bc') });
  });

  it('are found across segments, in memory and on disk', async () => {
    const { text, clock, receive } = await openText({ limits: { segmentLines: 10 } });
    const all = numberedLines(95);
    receive(all.slice(0, 300));
    await clock.run(text.flush());
    receive(all.slice(300));
    const { hex, offset } = await text.bytes({ offset: 5, sizeBytes: 0x1_0000 });
    expect([offset, hex]).toEqual([5, hexOf(all.slice(5))]);
  });

  it('begin where the oldest were thrown away', async () => {
    const { text, receive } = await openText({ limits: { segmentLines: 10, mostLines: 20 } });
    const all = numberedLines(95);
    receive(all);
    const { hex, offset, firstOffset, endOffset } = await text.bytes({ offset: 0, sizeBytes: 0x1_0000 });
    expect([offset, hex, endOffset]).toEqual([firstOffset, hexOf(all.slice(firstOffset)), all.length]);
    expect(firstOffset).toBeGreaterThan(0);
  });
});

describe('batches', () => {
  it('come at most 30 a second, with all that has come since the last', async () => {
    const { text, batches, receive, pass } = await openText();
    for (let step = 0; step < 1000; step++) {
      receive(numberedLines(1, step));
      await pass(1);
    }
    await pass(100);
    expect(batches.length).toBeLessThanOrEqual(30);
    expect(batches.flatMap(({ lines }) => lines.map(({ number }) => number))).toEqual(range(0, 1000));
    expect(batches.at(-1)).toMatchObject({
      ...{ monitor: 'm1', open: null, firstLine: 0, endLine: 1000, receivedBytes: text.receivedBytes },
    });
  });

  it('carry the newest 2000 lines of a flood', async () => {
    const { batches, receive, pass } = await openText();
    for (let step = 0; step < 10; step++) receive(numberedLines(1000, step * 1000));
    await pass(50);
    expect(batches.map(({ lines }) => lines.map(({ number }) => number))).toEqual([range(8000, 10_000)]);
  });

  it('show a prompt that no line end follows, and are silent when nothing comes', async () => {
    const { batches, receive, pass } = await openText();
    receive('esp> ');
    await pass(1000);
    expect(batches.map(({ open, lines }) => [open, lines])).toEqual([
      [{ text: 'esp> ', atMs: startOfTestMs }, []],
    ]);
  });

  it('do not delay what reads the lines', async () => {
    const { lines, batches, receive } = await openText();
    receive('one\ntwo\nthr');
    expect([lines.map(({ text }) => text), batches]).toEqual([['one', 'two'], []]);
  });
});

describe('clearing', () => {
  it('forgets the lines, marks the place and goes on counting', async () => {
    const { text, folder, clock, batches, receive, pass } = await openText();
    receive(`${numberedLines(100)}half`);
    await clock.run(text.flush());
    await text.clear();
    receive(' whole\n');
    await pass(50);
    expect([text.firstLine, text.endLine]).toEqual([101, 103]);
    const { lines } = await text.read({ ...forward, from: 0, count: 10 });
    expect(lines.map(({ number, text: line, mark }) => [number, mark?.type ?? line])).toEqual([
      [101, 'cleared'],
      [102, ' whole'],
    ]);
    expect(batches.flatMap((batch) => batch.lines.map(({ number }) => number))).toEqual([101, 102]);
    const { firstOffset, hex } = await text.bytes({ offset: null, sizeBytes: 100 });
    expect([firstOffset, Buffer.from(hex, 'hex').toString()]).toEqual([text.receivedBytes - 7, ' whole\n']);
    await clock.run(text.flush());
    expect((await readdir(folder)).every((name) => name.startsWith('101.'))).toBe(true);
  });
});

describe('closing', () => {
  it('takes the folder away, and answers nothing more', async () => {
    const { text, folder, clock, lines, receive } = await openText();
    receive(numberedLines(10));
    await clock.run(text.flush());
    receive('last words');
    await text.close();
    receive('too late\n');
    expect(existsSync(folder)).toBe(false);
    expect(lines.at(-1)?.text).toBe('last words');
    await expect(text.read({ ...forward, from: 0, count: 1 })).rejects.toThrow(
      expect.objectContaining({ code: 'monitor-not-found' }),
    );
  });
});

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
