import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src-shared/errors/app-error';
import type { TimestampMode } from '../../../src-shared/model/monitor';
import type { FileTasks } from '../../../src-main/files/file-tasks';
import { filterFor, numberedLines, openText, type TextBench } from './text-bench';

async function talkingBoard(): Promise<TextBench> {
  const bench = await openText({ name: 'sim://esp32c3?flash=4MB' });
  const { text, receive, pass } = bench;
  text.mark({ type: 'opened', baud: 74_880 });
  await pass(1500);
  receive('\u001b[0;32mI (31) boot: a, "b"\u001b[0m\r\n');
  await pass(250);
  text.sent('=help');
  receive('esp> ');
  return bench;
}

async function exported(
  { text, clock }: TextBench,
  to: 'text' | 'csv',
  timestamps: TimestampMode = 'none',
): Promise<string> {
  const { path } = await clock.run(text.export({ to, timestamps, filter: null }));
  return readFile(path, 'utf8');
}

describe('exporting as text', () => {
  it('leaves the colours out, and shows marks, what was sent and what is not a line yet', async () => {
    expect(await exported(await talkingBoard(), 'text')).toBe(
      '--- opened at 74880 baud ---\nI (31) boot: a, "b"\n>> =help\nesp> \n',
    );
  });

  it.each([
    ['absolute', ['2026-11-21T20:15:00.000', '2026-11-21T20:15:01.500', '2026-11-21T20:15:01.750']],
    ['since-start', ['0.000', '1.500', '1.750']],
    ['since-last', ['0.000', '1.500', '0.250']],
  ] as const)('puts times before the lines: %s', async (timestamps, times) => {
    const lines = (await exported(await talkingBoard(), 'text', timestamps)).split('\n');
    expect(lines.slice(0, 3).map((line) => line.split(' ')[0])).toEqual(times);
    expect(lines[1]).toBe(`${times[1]} I (31) boot: a, "b"`);
  });

  it('is named by the port and by the time', async () => {
    const { text, clock } = await talkingBoard();
    const { path, suggestedName } = await clock.run(
      text.export({ to: 'text', timestamps: 'none', filter: null }),
    );
    expect(suggestedName).toBe('sim-esp32c3-flash-4MB-2026-11-21-201501.log');
    expect(path.endsWith(suggestedName)).toBe(true);
  });

  it('has the lines that the filter shows alone', async () => {
    const { text, clock, receive } = await openText({ limits: { segmentLines: 100 } });
    receive(numberedLines(1000));
    const request = { to: 'text', timestamps: 'none', filter: filterFor('line 50') } as const;
    const { path } = await clock.run(text.export(request));
    const expected = [50, ...Array.from({ length: 10 }, (_, index) => 500 + index)];
    expect(await readFile(path, 'utf8')).toBe(expected.map((number) => `line ${number}\n`).join(''));
  });
});

describe('exporting as CSV', () => {
  it('can be read by a program that reads CSV', async () => {
    const csv = await exported(await talkingBoard(), 'csv');
    expect(csv.endsWith('\r\n')).toBe(true);
    expect(Papa.parse(csv, { skipEmptyLines: true }).data).toEqual([
      ['number', 'time', 'ms', 'kind', 'level', 'tag', 'text'],
      ['0', '2026-11-21T20:15:00.000', '0', 'mark', '', '', 'opened at 74880 baud'],
      ['1', '2026-11-21T20:15:01.500', '1500', 'received', 'I', 'boot', 'I (31) boot: a, "b"'],
      ['2', '2026-11-21T20:15:01.750', '1750', 'sent', '', '', '=help'],
      ['3', '2026-11-21T20:15:01.750', '1750', 'received', '', '', 'esp> '],
    ]);
  });
});

describe('exporting as it came', () => {
  it('gives every byte that was received and nothing else', async () => {
    const { text, clock, receive } = await openText({ limits: { segmentLines: 100 } });
    const came = Buffer.from(`${numberedLines(1000)}\0\u001b[0m\r\r\n`, 'latin1');
    const binary = Buffer.from(Array.from({ length: 3000 }, (_, index) => index & 0xff));
    text.receive(came);
    text.sent('not this');
    text.receive(binary);
    receive('open');
    const { path, suggestedName } = await clock.run(
      text.export({ to: 'raw', timestamps: 'absolute', filter: null }),
    );
    expect(Buffer.concat([came, binary, Buffer.from('open')]).equals(await readFile(path))).toBe(true);
    expect(suggestedName.endsWith('.bin')).toBe(true);
  });

  it('gives the bytes of the lines that the filter shows', async () => {
    const { text, clock, receive } = await openText();
    receive('a\r\nb\0\na again\n');
    text.sent('a');
    const { path } = await clock.run(text.export({ to: 'raw', timestamps: 'none', filter: filterFor('a') }));
    expect(await readFile(path, 'latin1')).toBe('a\r\na again\n');
  });
});

it('leaves nothing behind when an export is cancelled by closing', async () => {
  const paths: string[] = [];
  const stuck: FileTasks = {
    run: (_, request, options) =>
      new Promise((_resolve, reject) => {
        paths.push((request as { readonly folder: string }).folder);
        options?.signal?.addEventListener('abort', () => reject(new AppError('cancelled')));
      }),
  };
  const { text, clock, receive } = await openText({ scans: stuck });
  receive(numberedLines(3));
  const cancelled = expect(text.export({ to: 'csv', timestamps: 'none', filter: null })).rejects.toThrow(
    expect.objectContaining({ code: 'cancelled' }),
  );
  await clock.run(text.flush());
  await text.close();
  await cancelled;
  expect(paths.map((path) => existsSync(path))).toEqual([false]);
});
