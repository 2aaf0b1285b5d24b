import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src-shared/errors/app-error';
import type { BackupInfo } from '../../../src-shared/model/backup';
import { isWholeFlash } from '../../../src-renderer/model/board/backup-facts';
import { useBackupsStore } from '../../../src-renderer/stores/backups-store';
import { useToastsStore } from '../../../src-renderer/stores/toasts-store';
import { sampleBackup, sampleBoard, sampleRecord } from '../../support/sample-station';
import type { Handlers } from '../../support/station-double';
import { readBoard } from './board-bench';
import { storeBench } from './store-bench';

const begun: BackupInfo = { ...sampleBackup, id: 'begun', doneBytes: 1_000_000, sha256: null };

async function bench(kept: readonly BackupInfo[] = [], scripted: Partial<Handlers> = {}) {
  const station = storeBench(scripted);
  await readBoard(station);
  station.backups = kept;
  const backups = useBackupsStore();
  await backups.load();
  return { station, backups, toasts: useToastsStore() };
}

describe('the backups', () => {
  it('are those of the station, as they change', async () => {
    const { station, backups } = await bench([sampleBackup]);
    expect(backups.backups).toEqual([sampleBackup]);
    station.changeBackups([begun, sampleBackup]);
    expect(backups.backups.map(({ id }) => id)).toEqual(['begun', 'backup-1']);
  });

  it('of the whole flash go on where this board’s was interrupted', async () => {
    const { station, backups } = await bench([begun]);
    expect(backups.unfinished?.id).toBe('begun');
    await backups.resume(begun);
    expect(station.sent('job:start').at(-1)).toMatchObject({ kind: 'read', region: null, resume: 'begun' });
  });

  it('of another board are not gone on with', async () => {
    const { backups } = await bench([{ ...begun, mac: '7c:df:a1:00:00:99' }]);
    expect(backups.unfinished).toBeNull();
  });

  it('go on with a partition where that was interrupted', async () => {
    const part = { ...begun, label: 'nvs', offset: 0x9000, sizeBytes: 0x6000, doneBytes: 0x1000 };
    const { station, backups } = await bench([part]);
    expect(isWholeFlash(part)).toBe(false);
    expect(backups.unfinished).toBeNull();
    await backups.resume(part);
    expect(station.sent('job:start').at(-1)).toMatchObject({
      region: { offset: 0x9000, sizeBytes: 0x6000 },
      label: 'nvs',
      resume: 'begun',
    });
  });

  it('tried again read only what is missing', async () => {
    const { station, backups } = await bench([begun]);
    const [first] = station.sent('job:start');
    expect(first).toBeUndefined();
    await backups.retry({
      kind: 'read',
      connect: { port: 'p', chip: 'auto', baud: 1, useStub: true },
      region: null,
      label: '',
      resume: null,
    });
    expect(station.sent('job:start').at(-1)).toMatchObject({ region: null, resume: 'begun' });
  });

  it('of another MAC or chip are another board’s; a file from outside has only a chip', async () => {
    const { backups } = await bench();
    expect(backups.isOtherBoard(sampleBackup)).toBe(false);
    expect(backups.isOtherBoard({ ...sampleBackup, mac: '7c:df:a1:00:00:99' })).toBe(true);
    expect(backups.isOtherBoard({ ...sampleBackup, mac: null })).toBe(false);
    expect(backups.isOtherBoard({ ...sampleBackup, mac: null, chip: 'esp32' })).toBe(true);
  });

  it('say nothing of other boards while no board is known', () => {
    storeBench();
    expect(useBackupsStore().isOtherBoard(sampleBackup)).toBeNull();
  });

  it('are restored with the choice that was made', async () => {
    const { station, backups } = await bench([sampleBackup]);
    await backups.restore(sampleBackup, false);
    await backups.restore(sampleBackup, true);
    expect(station.sent('job:start')).toMatchObject([
      { kind: 'restore', backup: 'backup-1', acceptOtherBoard: false },
      { kind: 'restore', backup: 'backup-1', acceptOtherBoard: true },
    ]);
  });

  it('are in use while they are gone on with or restored', async () => {
    const { station, backups } = await bench([begun]);
    await backups.resume(begun);
    expect([...backups.busyIds]).toEqual(['begun']);
    const id = station.records[0]?.id ?? '';
    station.changeJob(sampleRecord({ id, kind: 'read', state: 'cancelled' }));
    expect([...backups.busyIds]).toEqual([]);
  });

  it('that were saved on disk say where, and nothing when the user changed their mind', async () => {
    let answer: { type: 'saved'; path: string } | null = { type: 'saved', path: 'C:\\flash.bin' };
    const { backups, toasts } = await bench([sampleBackup], { 'backup:export': () => answer });
    await backups.exportFile(sampleBackup);
    expect(toasts.toasts.at(-1)?.body).toEqual({ kind: 'saved', path: 'C:\\flash.bin' });
    answer = null;
    await backups.exportFile(sampleBackup);
    expect(toasts.toasts).toHaveLength(1);
  });

  it('that cannot be deleted say why', async () => {
    const { backups, toasts } = await bench([sampleBackup], {
      'backup:delete': () => {
        throw new AppError('backup-in-use', { name: sampleBackup.fileName });
      },
    });
    await backups.remove(sampleBackup);
    expect(toasts.toasts.at(-1)?.body).toMatchObject({ error: { code: 'backup-in-use' } });
    expect(backups.backups).toHaveLength(1);
  });

  it('from outside are taken in for the chip at hand', async () => {
    const { station, backups } = await bench([], {
      'backup:import': () => ({ ...sampleBackup, mac: null, fileName: 'old.bin' }),
    });
    await backups.importFile(() => Promise.resolve([{ type: 'path', path: '/old.bin' }]), sampleBoard.chip);
    expect(station.sent('backup:import')).toEqual([
      { source: { type: 'path', path: '/old.bin' }, chip: 'esp32c3', offset: 0 },
    ]);
    await backups.importFile(() => Promise.resolve(null), sampleBoard.chip);
    expect(station.sent('backup:import')).toHaveLength(1);
  });
});
