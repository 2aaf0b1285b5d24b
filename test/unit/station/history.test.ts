import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JobRecord, JobState } from '../../../src-shared/model/job';
import { History } from '../../../src-main/services/history';
import { temporaryFolder } from '../../support/temporary-folder';

const record = (number: number, state: JobState = 'succeeded'): JobRecord => ({
  id: `job-${number}`,
  kind: 'identify',
  port: 'ttyUSB0',
  title: '',
  state,
  createdAtMs: 1_700_000_000_000 + number,
  startedAtMs: null,
  finishedAtMs: null,
  result: null,
  error: null,
});

describe('the history', () => {
  it('is empty where no job ever ran', async () => {
    const history = new History(path.join(await temporaryFolder(), 'never-made'));
    expect(await history.list(10)).toEqual([]);
  });

  it('lists the newest first, in this run and in the next', async () => {
    const folder = await temporaryFolder();
    const history = new History(folder);
    for (const number of [1, 3, 2]) await history.save(record(number));
    const ids = ['job-3', 'job-2', 'job-1'];
    expect((await history.list(10)).map(({ id }) => id)).toEqual(ids);
    expect((await new History(folder).list(10)).map(({ id }) => id)).toEqual(ids);
    expect((await history.list(2)).map(({ id }) => id)).toEqual(ids.slice(0, 2));
  });

  it.each(['queued', 'connecting', 'running'] as const)(
    'calls a job interrupted that was %s when the station died, and writes that down',
    async (state) => {
      const folder = await temporaryFolder();
      await new History(folder).save(record(1, state));
      const next = new History(folder);
      expect(await next.list(10)).toEqual([record(1, 'interrupted')]);
      await next.flush();
      const [name = ''] = await readdir(folder);
      expect(JSON.parse(await readFile(path.join(folder, name), 'utf8'))).toEqual(record(1, 'interrupted'));
    },
  );

  it('leaves the jobs of this run alone when it finishes reading those of the last', async () => {
    const folder = await temporaryFolder();
    await new History(folder).save(record(1));
    const history = new History(folder);
    history.note(record(2, 'running'));
    expect((await history.list(10)).map(({ id, state }) => `${id} ${state}`)).toEqual([
      'job-2 running',
      'job-1 succeeded',
    ]);
  });

  it('skips files that are no records', async () => {
    const folder = await temporaryFolder();
    const history = new History(folder);
    await history.save(record(1));
    await writeFile(path.join(folder, '000000000000002-half.json'), '{"id": "half", "kind"');
    await writeFile(path.join(folder, '000000000000003-list.json'), '[]');
    await writeFile(
      path.join(folder, '000000000000004-odd.json'),
      JSON.stringify({ ...record(4), error: { code: 'no-such-code' } }),
    );
    await mkdir(path.join(folder, '000000000000005-folder.json'));
    expect((await new History(folder).list(10)).map(({ id }) => id)).toEqual(['job-1']);
  });

  it('forgets the oldest when there are too many, but none that still runs', async () => {
    const folder = await temporaryFolder();
    const history = new History(folder, { maxRecords: 2 });
    await history.save(record(1, 'running'));
    for (const number of [2, 3, 4]) await history.save(record(number));
    expect((await history.list(10)).map(({ id }) => id)).toEqual(['job-4', 'job-1']);
    expect(await readdir(folder)).toHaveLength(2);
  });

  it('leaves no temporary files', async () => {
    const folder = await temporaryFolder();
    const history = new History(folder);
    await Promise.all([1, 2, 3].map((number) => history.save(record(number))));
    expect((await readdir(folder)).filter((name) => !name.endsWith('.json'))).toEqual([]);
  });
});
