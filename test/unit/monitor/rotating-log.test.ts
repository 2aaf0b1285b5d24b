import { mkdir, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { MonitorLogs } from '../../../src-main/services/monitor/monitor-logs';
import { temporaryFolder } from '../../support/temporary-folder';
import { numberedLines, openText } from './text-bench';

describe('the continuous log', () => {
  it('has lines from when it was switched on until it is switched off, with their times and without colours', async () => {
    const { text, logsFolder, clock, receive, pass } = await openText();
    receive('before\n');
    await clock.run(text.setLog(true));
    receive('\u001b[0;31mE (1) app: bad\u001b[0m\r\n');
    await pass(1234);
    text.mark({ type: 'reset', into: 'app' });
    receive('not whole');
    const name = 'ttyUSB0-2026-11-21-201500.log';
    expect(text.log?.fileName).toBe(name);
    await clock.run(text.setLog(false));
    receive(' any more\n');
    await clock.run(text.flush());
    expect(text.log).toBeNull();
    expect(await readFile(path.join(logsFolder, name), 'utf8')).toBe(
      '2026-11-21T20:15:00.000 E (1) app: bad\n2026-11-21T20:15:01.234 --- reset ---\n',
    );
  });

  it('is on the disk half a second later at the most', async () => {
    const { text, logsFolder, clock, receive, pass } = await openText();
    await clock.run(text.setLog(true));
    receive(numberedLines(10));
    await pass(600);
    const [name] = await readdir(logsFolder);
    const written = await readFile(path.join(logsFolder, name ?? ''), 'utf8');
    expect(written.split('\n')).toHaveLength(11);
    expect(text.log?.sizeBytes).toBe(written.length);
  });

  it('goes on in another file when one is full, and keeps the newest files', async () => {
    const { text, logsFolder, clock, receive, pass } = await openText({
      logLimits: { fileBytes: 1000, mostFiles: 3 },
    });
    await clock.run(text.setLog(true));
    for (let step = 0; step < 100; step++) {
      receive(numberedLines(3, step * 3));
      await pass(500);
    }
    await clock.run(text.setLog(false));
    const names = (await readdir(logsFolder)).toSorted();
    expect(names).toHaveLength(3);
    const logged = (
      await Promise.all(names.map((name) => readFile(path.join(logsFolder, name), 'utf8')))
    ).join('');
    const numbers = logged.split('\n').flatMap((line) => /line (\d+)$/.exec(line)?.[1] ?? []);
    expect(numbers.length).toBeGreaterThan(50);
    expect(numbers.map(Number)).toEqual(numbers.map((_, index) => 300 - numbers.length + index));
  });

  it('splits what waits over files, and names those of one second apart', async () => {
    const { text, logsFolder, clock, receive } = await openText({ logLimits: { fileBytes: 1000 } });
    await clock.run(text.setLog(true));
    receive(numberedLines(100));
    await clock.run(text.setLog(false));
    expect(await readdir(logsFolder)).toEqual(
      expect.arrayContaining(['ttyUSB0-2026-11-21-201500.log', 'ttyUSB0-2026-11-21-201500-2.log']),
    );
  });

  it('is switched off, and says so, when the disk refuses', async () => {
    const { text, logsFolder, errors, clock, receive, pass } = await openText({
      logLimits: { fileBytes: 100 },
    });
    await clock.run(text.setLog(true));
    await rm(logsFolder, { recursive: true });
    receive(numberedLines(20));
    await pass(1000);
    receive(numberedLines(20));
    await pass(1000);
    expect(errors.map(({ code, context }) => [code, context.reason])).toEqual([
      ['log-not-written', 'ENOENT'],
    ]);
    expect(text.log).toBeNull();
    await clock.run(text.setLog(true));
    expect(text.log).not.toBeNull();
  });

  it('never grows in memory when the disk is too slow', async () => {
    const { text, errors, clock, receive } = await openText({ logLimits: { mostWaiting: 5000 } });
    await clock.run(text.setLog(true));
    receive(numberedLines(1000));
    expect(errors.map(({ code }) => code)).toEqual(['log-not-written']);
    expect([text.log, text.endLine]).toEqual([null, 1000]);
  });

  it('cannot be switched on where there is no folder', async () => {
    const file = path.join(await temporaryFolder(), 'file');
    await writeFile(file, '');
    const { text, clock } = await openText({ logsFolder: path.join(file, 'logs') });
    await expect(clock.run(text.setLog(true))).rejects.toThrow(
      expect.objectContaining({ code: 'log-not-written' }),
    );
    expect(text.log).toBeNull();
  });
});

describe('logs that are kept', () => {
  /** Files of a size each, the first of them the newest. */
  async function logsOf(
    names: readonly string[],
    sizeBytes = 10,
  ): Promise<{ folder: string; logs: MonitorLogs }> {
    const folder = path.join(await temporaryFolder(), 'logs');
    await mkdir(folder);
    for (const [age, name] of names.entries()) {
      await writeFile(path.join(folder, name), 'x'.repeat(sizeBytes));
      await utimes(path.join(folder, name), 1_800_000_000 - age, 1_800_000_000 - age);
    }
    return { folder, logs: new MonitorLogs(folder) };
  }
  const log = (port: string, second: number): string =>
    `${port}-2026-11-21-2015${String(second).padStart(2, '0')}.log`;

  it('are listed newest first, without what is none of them', async () => {
    const { logs } = await logsOf([log('b', 2), 'notes.txt', log('a', 9), 'old.log', log('a', 1)]);
    expect(await logs.list([log('a', 9)])).toEqual([
      { name: log('b', 2), sizeBytes: 10, changedAtMs: 1_800_000_000_000, active: false },
      { name: log('a', 9), sizeBytes: 10, changedAtMs: 1_799_999_998_000, active: true },
      { name: log('a', 1), sizeBytes: 10, changedAtMs: 1_799_999_996_000, active: false },
    ]);
    expect(await new MonitorLogs('/nowhere/at/all').list()).toEqual([]);
  });

  it.each([
    '../secret-2026-11-21-201500.log',
    '/etc/x-2026-11-21-201500.log',
    '..',
    '',
    'a\\b-2026-11-21-201500.log',
  ])('are not found under a name that leads elsewhere: %j', async (name) => {
    const { folder, logs } = await logsOf([log('a', 1)]);
    await writeFile(path.join(folder, '..', 'secret-2026-11-21-201500.log'), '');
    await expect(logs.pathOf(name)).rejects.toThrow(expect.objectContaining({ code: 'log-not-found' }));
    await expect(logs.delete(name)).rejects.toThrow(expect.objectContaining({ code: 'log-not-found' }));
  });

  it('are not followed where a link lies under a log’s name', async () => {
    const { folder, logs } = await logsOf([]);
    const elsewhere = path.join(await temporaryFolder(), 'secret');
    await writeFile(elsewhere, '');
    await symlink(elsewhere, path.join(folder, log('a', 1)));
    await expect(logs.pathOf(log('a', 1))).rejects.toThrow(
      expect.objectContaining({ code: 'log-not-found' }),
    );
  });

  it('are deleted by name, but not while they are written', async () => {
    const { folder, logs } = await logsOf([log('a', 2), log('a', 1)]);
    expect(await logs.pathOf(log('a', 1))).toBe(path.join(folder, log('a', 1)));
    await expect(logs.delete(log('a', 2), [log('a', 2)])).rejects.toThrow(
      expect.objectContaining({ code: 'log-in-use' }),
    );
    await logs.delete(log('a', 1));
    expect(await readdir(folder)).toEqual([log('a', 2)]);
  });

  it('are pruned oldest first; the newest of each monitor stays', async () => {
    const { folder, logs } = await logsOf([
      log('a', 9),
      log('a', 8),
      log('b', 7),
      log('a', 6),
      log('b', 5),
      'notes.txt',
    ]);
    await logs.prune(25, log('a', 9));
    expect((await readdir(folder)).toSorted()).toEqual(
      [log('a', 8), log('a', 9), log('b', 7), 'notes.txt'].toSorted(),
    );
  });
});
