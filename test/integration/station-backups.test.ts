import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BackupInfo } from '../../src-shared/model/backup';
import type { JobOutput, JobRecord, JobRequest } from '../../src-shared/model/job';
import { connectTo, flashPlanOf, StationBench } from '../support/station-bench';
import { temporaryFolder } from '../support/temporary-folder';

const mebi = 0x10_0000;
const first = 'sim://esp32c3?flash=1MB&mac=7c:df:a1:00:00:01';
const second = 'sim://esp32c3?flash=1MB&mac=7c:df:a1:00:00:02';
const otherChip = 'sim://esp32?flash=1MB&mac=7c:df:a1:00:00:03';

const readAll = (port: string, resume: string | null = null): JobRequest => ({
  kind: 'read',
  connect: connectTo(port),
  region: null,
  label: '',
  resume,
});
const eraseAll = (port: string): JobRequest => ({
  kind: 'erase',
  connect: connectTo(port),
  region: null,
  label: '',
});
const restore = (port: string, backup: string, acceptOtherBoard = false): JobRequest => ({
  kind: 'restore',
  connect: connectTo(port),
  backup,
  acceptOtherBoard,
});

const outcomeOf = ({ state, result, error }: JobRecord): string =>
  error === null ? `${state}, ${result?.verified ? 'verified' : 'not verified'}` : `${state} ${error.code}`;

async function done(bench: StationBench, request: JobRequest): Promise<JobRecord> {
  return bench.ended(await bench.ask('job:start', request));
}

function outputOf<T extends JobOutput['type']>(record: JobRecord, type: T): Extract<JobOutput, { type: T }> {
  const output = record.result?.output;
  if (output?.type !== type) throw new Error(`${outcomeOf(record)} brought ${output?.type ?? 'nothing'}`);
  return output as Extract<JobOutput, { type: T }>;
}

async function flashDemo(bench: StationBench, port: string): Promise<JobRecord> {
  const { items } = await bench.bring({ type: 'demo' });
  // Its partition table is made for more flash than these small boards have.
  return done(bench, { ...flashPlanOf(port, items), force: true });
}

async function backUp(bench: StationBench, port: string): Promise<BackupInfo> {
  return outputOf(await done(bench, readAll(port)), 'backup').backup;
}

const folderOf = (bench: StationBench): string => path.join(bench.userDataFolder, 'backups');
const fileOf = (bench: StationBench, { fileName }: BackupInfo): string =>
  path.join(folderOf(bench), fileName);

describe('backing up all of a flash', () => {
  it('gives a file named by chip, MAC and date, with its digest, that was compared with the chip', async () => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      const end = await done(bench, readAll(first));
      expect(outcomeOf(end)).toBe('succeeded, verified');
      const { backup } = outputOf(end, 'backup');
      const bytes = await readFile(fileOf(bench, backup));
      expect(bytes).toHaveLength(mebi);
      expect(backup).toMatchObject({
        chip: 'esp32c3',
        mac: '7c:df:a1:00:00:01',
        flashSizeBytes: mebi,
        offset: 0,
        sizeBytes: mebi,
        doneBytes: mebi,
        label: '',
        sha256: createHash('sha256').update(bytes).digest('hex'),
      });
      expect(backup.fileName).toMatch(/^esp32c3-7cdfa1000001-\d{4}-\d\d-\d\d-\d{4}\.bin$/);
      expect(await bench.ask('backup:list', null)).toEqual([backup]);
    });
  });

  it('and erasing and restoring it brings back the same board, which boots', async () => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      expect(outcomeOf(await flashDemo(bench, first))).toBe('succeeded, verified');
      const backup = await backUp(bench, first);
      const erased = await done(bench, eraseAll(first));
      expect(outcomeOf(erased)).toBe('succeeded, verified');
      expect(erased.result?.segments).toMatchObject([
        { name: 'flash', sizeBytes: mebi, outcome: 'verified' },
      ]);
      const blank = await readFile(fileOf(bench, await backUp(bench, first)));
      expect(blank.every((byte) => byte === 0xff)).toBe(true);

      const restored = await done(bench, restore(first, backup.id));
      expect(outcomeOf(restored)).toBe('succeeded, verified');
      expect(restored.result?.boot?.verdict).toBe('booted');
      expect((await backUp(bench, first)).sha256).toBe(backup.sha256);
    });
  });

  it.each([
    ['that gives nothing away', 'secure=download', 'secure-download-mode'],
    ['whose flash does not answer', 'fault=flash-missing', 'flash-not-found'],
  ])('of a board %s is refused, and leaves no file', async (_what, parameter, code) => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      expect(outcomeOf(await done(bench, readAll(`${first}&${parameter}`)))).toBe(`failed ${code}`);
      expect(await bench.ask('backup:list', null)).toEqual([]);
    });
  });

  it('works for two boards at once', async () => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      await flashDemo(bench, first);
      const [one, other] = await Promise.all([backUp(bench, first), backUp(bench, second)]);
      expect(one.sha256).not.toBe(other.sha256);
      expect((await bench.ask('backup:list', null)).map(({ id }) => id).sort()).toEqual(
        [one.id, other.id].sort(),
      );
    });
  });
});

describe('a region', () => {
  it('is read, erased and restored without touching what is around it', async () => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      await flashDemo(bench, first);
      const before = await readFile(fileOf(bench, await backUp(bench, first)));
      const region = { offset: 0x8000, sizeBytes: 0x1000 };
      const connect = connectTo(first);
      const read = await done(bench, { kind: 'read', connect, region, label: 'table', resume: null });
      const { backup } = outputOf(read, 'backup');
      expect(backup.fileName).toContain('-table-');
      expect(read.title).toBe('table');
      expect(before.subarray(0x8000, 0x9000).equals(await readFile(fileOf(bench, backup)))).toBe(true);

      const erased = await done(bench, { kind: 'erase', connect, region, label: '' });
      expect([outcomeOf(erased), erased.title]).toEqual(['succeeded, verified', '0x8000–0x9000']);
      const gap = await readFile(fileOf(bench, await backUp(bench, first)));
      expect(gap.subarray(0x8000, 0x9000).every((byte) => byte === 0xff)).toBe(true);

      expect(outcomeOf(await done(bench, restore(first, backup.id)))).toBe('succeeded, verified');
      expect(before.equals(await readFile(fileOf(bench, await backUp(bench, first))))).toBe(true);
    });
  });

  it('that ends within a sector is restored with the rest of that sector', async () => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      await flashDemo(bench, first);
      const before = await readFile(fileOf(bench, await backUp(bench, first)));
      const region = { offset: 0x1_0000, sizeBytes: 0x1234 };
      const read = await done(bench, {
        kind: 'read',
        connect: connectTo(first),
        region,
        label: '',
        resume: null,
      });
      const { backup } = outputOf(read, 'backup');
      expect(outcomeOf(await done(bench, restore(first, backup.id)))).toBe('succeeded, verified');
      expect(before.equals(await readFile(fileOf(bench, await backUp(bench, first))))).toBe(true);
    });
  });

  it('past the end of the flash leaves no file behind', async () => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      const region = { offset: mebi - 0x1000, sizeBytes: 0x2000 };
      const end = await done(bench, {
        kind: 'read',
        connect: connectTo(first),
        region,
        label: '',
        resume: null,
      });
      expect(outcomeOf(end)).toBe('failed past-end-of-flash');
      expect(await readdir(folderOf(bench))).toEqual([]);
    });
  });
});

describe('restoring', () => {
  it('is refused for another board and another chip, until the user insists', async () => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      await flashDemo(bench, first);
      const backup = await backUp(bench, first);
      const refused = await done(bench, restore(second, backup.id));
      expect(outcomeOf(refused)).toBe('failed backup-other-board');
      expect(refused.error?.context).toEqual({
        expected: 'ESP32-C3 7c:df:a1:00:00:01',
        actual: 'ESP32-C3 7c:df:a1:00:00:02',
      });
      expect(outcomeOf(await done(bench, restore(otherChip, backup.id)))).toBe('failed backup-other-board');
      expect(outcomeOf(await done(bench, restore(second, backup.id, true)))).toBe('succeeded, verified');
      expect((await backUp(bench, second)).sha256).toBe(backup.sha256);
    });
  });

  it('is refused for a file that has changed, before the board is touched', async () => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      const backup = await backUp(bench, first);
      const bytes = await readFile(fileOf(bench, backup));
      bytes[0x1234] = 0;
      await writeFile(fileOf(bench, backup), bytes);
      const end = await done(bench, restore(first, backup.id));
      expect(outcomeOf(end)).toBe('failed backup-damaged');
      expect(end.result).toBeNull();
    });
  });

  it('says that a backup is not there any more', async () => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      const backup = await backUp(bench, first);
      await rm(fileOf(bench, backup));
      expect(await bench.ask('backup:list', null)).toEqual([]);
      expect(outcomeOf(await done(bench, restore(first, backup.id)))).toBe('failed backup-not-found');
    });
  });
});

describe('an unfinished backup', () => {
  async function interrupted(bench: StationBench, port: string): Promise<BackupInfo> {
    const id = await bench.ask('job:start', readAll(port));
    await bench.when(() =>
      bench.events.some(
        (event) =>
          event.type === 'progress' &&
          event.jobId === id &&
          event.progress.type === 'bytes' &&
          event.progress.done > mebi / 2,
      )
        ? true
        : undefined,
    );
    await bench.ask('job:cancel', { jobId: id });
    expect(outcomeOf(await bench.ended(id))).toBe('cancelled, not verified');
    const [backup] = await bench.ask('backup:list', null);
    if (backup === undefined) throw new Error('nothing is left of the backup');
    return backup;
  }

  it('is listed with what is done, is not to be restored, and is gone on with', async () => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      await flashDemo(bench, first);
      const backup = await interrupted(bench, first);
      expect(backup.sha256).toBeNull();
      expect(backup.doneBytes).toBeGreaterThanOrEqual(mebi / 2 - 0x1_0000);
      expect(backup.doneBytes).toBeLessThan(mebi);
      expect(outcomeOf(await done(bench, restore(first, backup.id)))).toBe('failed backup-incomplete');
      await expect(bench.ask('backup:export', { backup: backup.id })).rejects.toMatchObject({
        code: 'backup-incomplete',
      });

      const end = await done(bench, readAll(first, backup.id));
      expect(outcomeOf(end)).toBe('succeeded, verified');
      const { backup: whole } = outputOf(end, 'backup');
      expect(whole).toMatchObject({ id: backup.id, fileName: backup.fileName, doneBytes: mebi });
      expect(whole.sha256).toBe((await backUp(bench, first)).sha256);
      expect((await readdir(folderOf(bench))).filter((name) => name.endsWith('.part'))).toEqual([]);
    });
  });

  it('is gone on with by another station, after the first has died', async () => {
    const bench = await StationBench.open();
    const backup = await bench.run(() => interrupted(bench, first));
    const next = await StationBench.open(bench.userDataFolder);
    await next.run(async () => {
      expect(await next.ask('backup:list', null)).toEqual([backup]);
      expect(outcomeOf(await done(next, readAll(first, backup.id)))).toBe('succeeded, verified');
    });
  });

  it('goes on with the same board only', async () => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      const backup = await interrupted(bench, first);
      expect(outcomeOf(await done(bench, readAll(second, backup.id)))).toBe('failed board-changed');
      expect(await bench.ask('backup:list', null)).toEqual([backup]);
    });
  });

  it('reads again what has changed on the board meanwhile', async () => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      const backup = await interrupted(bench, first);
      await flashDemo(bench, first);
      const end = await done(bench, readAll(first, backup.id));
      expect(outcomeOf(end)).toBe('succeeded, verified');
      expect(outputOf(end, 'backup').backup.sha256).toBe((await backUp(bench, first)).sha256);
    });
  });

  it('that somebody has altered is not gone on with', async () => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      const backup = await interrupted(bench, first);
      const part = `${fileOf(bench, backup)}.part`;
      const bytes = await readFile(part);
      bytes[7] = 0x55;
      await writeFile(part, bytes);
      expect(outcomeOf(await done(bench, readAll(first, backup.id)))).toBe('failed backup-damaged');
    });
  });

  it('cannot be worked with twice at a time, nor deleted meanwhile', async () => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      const backup = await interrupted(bench, first);
      const id = await bench.ask('job:start', readAll(first, backup.id));
      await bench.when(() => (bench.records(id).at(-1)?.state === 'running' ? true : undefined));
      await expect(bench.ask('backup:delete', { backup: backup.id })).rejects.toMatchObject({
        code: 'backup-in-use',
      });
      expect(outcomeOf(await done(bench, readAll(second, backup.id)))).toBe('failed backup-in-use');
      expect(outcomeOf(await bench.ended(id))).toBe('succeeded, verified');
    });
  });
});

describe('a disk that does not play along', () => {
  it('is named before anything is read where the folder cannot be made', async () => {
    const bench = await StationBench.open();
    await writeFile(folderOf(bench), 'a file where the folder should be');
    const end = await bench.run(() => done(bench, readAll(first)));
    expect(outcomeOf(end)).toBe('failed backup-not-saved');
  });

  it.skipIf(process.platform !== 'linux')('that is full keeps what was read before', async () => {
    const bench = await StationBench.open();
    const info = await bench.run(() => backUp(bench, first));
    // What was half a file goes on into a disk that takes nothing.
    const half = { ...info, doneBytes: 0, sha256: null };
    const file = fileOf(bench, info);
    await rm(file);
    await writeFile(`${file}.json`, JSON.stringify({ info: half, doneSha256: null }));
    await symlink('/dev/full', `${file}.part`);
    const end = await bench.run(() => done(bench, readAll(first, info.id)));
    expect(outcomeOf(end)).toBe('failed backup-not-saved');
    expect(end.error?.context.reason).toBe('ENOSPC');
  });

  it('where the file is deleted in the middle is named, and the next backup works', async () => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      const id = await bench.ask('job:start', readAll(first));
      await bench.when(() =>
        bench.events.some((event) => event.type === 'progress' && event.progress.type === 'bytes')
          ? true
          : undefined,
      );
      const [part] = await readdir(folderOf(bench));
      await rm(path.join(folderOf(bench), part ?? ''));
      expect(outcomeOf(await bench.ended(id))).toBe('failed backup-not-saved');
      expect(await bench.ask('backup:list', null)).toEqual([]);
      expect(outcomeOf(await done(bench, readAll(first)))).toBe('succeeded, verified');
    });
  });
});

describe('the list of backups', () => {
  it('is told to everybody when one comes and when one goes', async () => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      const told: (readonly BackupInfo[])[] = [];
      bench.station.on('backups:changed', (backups) => told.push(backups));
      const backup = await backUp(bench, first);
      await bench.ask('backup:delete', { backup: backup.id });
      expect(told.some((list) => list.some(({ sha256 }) => sha256 === null))).toBe(true);
      expect(told).toContainEqual([backup]);
      expect(told.at(-1)).toEqual([]);
      expect(await readdir(folderOf(bench))).toEqual([]);
    });
  });

  it('gives a whole one to the user as a file', async () => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      const backup = await backUp(bench, first);
      const offered = await bench.ask('backup:export', { backup: backup.id });
      if (offered?.type !== 'saved') throw new Error('was not saved');
      expect(path.basename(offered.path)).toBe(backup.fileName);
      expect((await readFile(offered.path)).equals(await readFile(fileOf(bench, backup)))).toBe(true);
    });
  });

  it('takes in a file from outside, which then is restored to any board with that chip', async () => {
    const bench = await StationBench.open();
    const file = path.join(await temporaryFolder(), 'nvs.bin');
    await writeFile(file, Buffer.alloc(0x1000, 0x5a));
    await bench.run(async () => {
      const source = { type: 'path', path: file } as const;
      const backup = await bench.ask('backup:import', { source, chip: 'esp32c3', offset: 0x9000 });
      expect(backup).toMatchObject({ mac: null, label: 'nvs.bin', offset: 0x9000, sizeBytes: 0x1000 });
      expect(outcomeOf(await done(bench, restore(otherChip, backup.id)))).toBe('failed backup-other-board');
      expect(outcomeOf(await done(bench, restore(second, backup.id)))).toBe('succeeded, verified');
      const after = await readFile(fileOf(bench, await backUp(bench, second)));
      expect(after.subarray(0x9000, 0xa000).every((byte) => byte === 0x5a)).toBe(true);
    });
  });

  it('takes in no folder, no empty file and nothing that is not there', async () => {
    const bench = await StationBench.open();
    const folder = await temporaryFolder();
    await mkdir(path.join(folder, 'nothing'));
    await writeFile(path.join(folder, 'empty.bin'), '');
    const attempt = (name: string): Promise<unknown> =>
      bench.ask('backup:import', {
        source: { type: 'path', path: path.join(folder, name) },
        chip: 'esp32c3',
        offset: 0,
      });
    await expect(attempt('nothing')).rejects.toMatchObject({ code: 'folder-without-firmware' });
    await expect(attempt('empty.bin')).rejects.toMatchObject({ code: 'file-empty' });
    await expect(attempt('gone.bin')).rejects.toMatchObject({ code: 'file-not-found' });
    expect(await bench.ask('backup:list', null)).toEqual([]);
  });
});
