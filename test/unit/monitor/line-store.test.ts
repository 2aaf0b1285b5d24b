import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder';
import { numberedLines, openText } from './text-bench';

const all = { from: 0, count: 5000, direction: 'forward', filter: null } as const;

describe('what is kept', () => {
  it('is the newest lines, as many as are allowed, oldest segment thrown away first', async () => {
    const { text, folder, clock, receive } = await openText({ limits: { mostLines: 100, segmentLines: 30 } });
    for (let step = 0; step < 10; step++) {
      receive(numberedLines(37, step * 37));
      await clock.run(text.flush());
    }
    expect([text.firstLine, text.endLine]).toEqual([270, 370]);
    const { lines } = await text.read(all);
    expect(lines.map(({ text: line }) => line)).toEqual(
      Array.from({ length: 100 }, (_, index) => `line ${270 + index}`),
    );
    const files = (await readdir(folder)).filter((name) => name.endsWith('.records'));
    expect(files.map((name) => parseInt(name, 10)).toSorted((a, b) => a - b)).toEqual([
      240, 270, 300, 330, 360,
    ]);
  });

  it('is bounded in bytes for a board that prints long lines', async () => {
    const { text, receive } = await openText({
      limits: { mostLines: 1000, segmentLines: 100, mostBytes: 100_000 },
    });
    for (let step = 0; step < 300; step++) receive(`${'x'.repeat(1000)}\n`);
    const { lines } = await text.read(all);
    expect(lines.length * 1001).toBeLessThanOrEqual(100_000);
    expect(lines.length).toBeGreaterThan(80);
    expect(lines.at(-1)?.number).toBe(299);
  });

  it('leaves a search alone whose oldest lines are thrown away meanwhile', async () => {
    const { text, clock, receive } = await openText({ limits: { mostLines: 10_000, segmentLines: 1000 } });
    receive(numberedLines(10_000));
    const query = { text: 'line 9999', mode: 'text', caseSensitive: true } as const;
    const found = text.find({ query, from: 0, direction: 'forward', filter: null });
    receive(numberedLines(5000, 10_000));
    expect(await clock.run(found)).toBe(9999);
  });
});

describe('a disk that takes nothing', () => {
  const limits = { mostUnwrittenBytes: 40_000, segmentLines: 500 };

  it('is told once; the newest lines stay in memory, without a gap', async () => {
    const { text, folder, errors, receive, pass } = await openText({ limits });
    await rm(folder, { recursive: true });
    for (let step = 0; step < 100; step++) {
      receive(numberedLines(100, step * 100));
      await pass(100);
    }
    expect(errors.map(({ code, context }) => [code, context])).toEqual([
      ['monitor-not-kept', { name: 'ttyUSB0', reason: 'ENOENT' }],
    ]);
    const { lines, firstLine, endLine } = await text.read(all);
    expect(lines.map(({ text: line }) => line)).toEqual(
      Array.from({ length: 10_000 - firstLine }, (_, index) => `line ${firstLine + index}`),
    );
    expect(endLine).toBe(10_000);
    const query = { text: 'line 9990', mode: 'text', caseSensitive: true } as const;
    const found = await text.find({ query, from: 0, direction: 'forward', filter: null });
    expect(found).toBe(9990);
    // Half of the bound at least: else it would keep next to nothing.
    expect(lines.length * ('line 9000\r\n'.length + 17)).toBeGreaterThan(20_000);
    expect(lines.length * ('line 9000\r\n'.length + 17)).toBeLessThanOrEqual(40_000);
  });

  it('is tried again, and gets what has waited', async () => {
    const { text, folder, errors, clock, receive, pass } = await openText({ limits });
    await rm(folder, { recursive: true });
    receive(numberedLines(100));
    await pass(1000);
    expect(errors).toHaveLength(1);
    await mkdir(folder);
    receive(numberedLines(100, 100));
    await pass(5000);
    await clock.run(text.flush());
    expect(await readdir(folder)).toEqual(expect.arrayContaining(['0.received', '0.records']));
    const { lines } = await text.read(all);
    expect(lines.map(({ number }) => number)).toEqual(Array.from({ length: 200 }, (_, index) => index));
  });

  it('refuses to begin with a message that names the port', async () => {
    const file = path.join(await temporaryFolder(), 'file');
    await writeFile(file, '');
    await expect(openText({ folder: path.join(file, 'monitor') })).rejects.toThrow(
      expect.objectContaining({ code: 'monitor-not-kept', context: { name: 'ttyUSB0', reason: 'ENOTDIR' } }),
    );
  });
});
