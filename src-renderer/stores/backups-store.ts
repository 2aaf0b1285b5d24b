import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { FirmwareSource } from '../../src-shared/ipc/contract';
import type { BackupId, BackupInfo } from '../../src-shared/model/backup';
import type { ChipId } from '../../src-shared/model/chip';
import type { FlashRegion, ReadRequest } from '../../src-shared/model/job';
import { useOfferedFile } from '../composables/use-offered-file';
import { useStation } from '../api/station-client';
import { isUnfinished, isWholeFlash } from '../model/board/backup-facts';
import { useBoardStore } from './board-store';
import { useJobStore } from './job-store';
import { isOver } from './job-view';
import { useOptionsStore } from './options-store';
import { useToastsStore } from './toasts-store';

/** What was read from boards and is kept by the station; newest first. */
export const useBackupsStore = defineStore('backups', () => {
  const { client } = useStation();
  const offeredFile = useOfferedFile();
  const toasts = useToastsStore();
  const jobs = useJobStore();
  const board = useBoardStore();
  const options = useOptionsStore();
  const backups = shallowRef<readonly BackupInfo[]>([]);
  /** The backup that the user is being asked about: shall it be restored? */
  const asked = shallowRef<BackupInfo | null>(null);

  /** The unfinished backup of all of this board's flash. */
  const unfinished = computed(
    () =>
      backups.value.find((backup) => isUnfinished(backup) && isWholeFlash(backup) && isOfBoard(backup)) ??
      null,
  );
  /** Read just now by a job of any port. */
  const busyIds = computed(
    () =>
      new Set(
        [...jobs.jobs.values()].flatMap(({ record, request }) => {
          if (isOver(record)) return [];
          if (request?.kind === 'restore') return [request.backup];
          return request?.kind === 'read' && request.resume !== null ? [request.resume] : [];
        }),
      ),
  );

  client.on('backups:changed', (next) => {
    backups.value = next;
  });

  function isOfBoard({ chip, mac }: BackupInfo): boolean {
    const { current } = board;
    // A file from outside has no MAC: of that, only the chip can be wrong.
    return current !== null && current.chip === chip && (mac === null || current.mac === mac);
  }

  /** Null where nothing is known of the board that is there. */
  function isOtherBoard(backup: BackupInfo): boolean | null {
    if (!board.current) return null;
    return !isOfBoard(backup);
  }

  async function load(): Promise<void> {
    backups.value = await client.request('backup:list', null);
  }

  /** Null reads all of the flash. */
  async function read(region: FlashRegion | null, label = '', resume: BackupId | null = null): Promise<void> {
    const connect = options.connectOptions;
    if (connect) await jobs.start({ kind: 'read', connect, region, label, resume }, [], 'board');
  }

  /** Goes on with an unfinished one. */
  async function resume(backup: BackupInfo): Promise<void> {
    const { offset, sizeBytes, label, id } = backup;
    await read(isWholeFlash(backup) ? null : { offset, sizeBytes }, label, id);
  }

  /** The same once more; what was read the first time is not read again. */
  async function retry({ region, label, resume: before }: ReadRequest): Promise<void> {
    const begun = backups.value.find(
      (backup) =>
        isUnfinished(backup) &&
        isOfBoard(backup) &&
        backup.label === label &&
        (region === null
          ? isWholeFlash(backup)
          : backup.offset === region.offset && backup.sizeBytes === region.sizeBytes),
    );
    await read(region, label, before ?? begun?.id ?? null);
  }

  async function restore(backup: BackupInfo, acceptOtherBoard: boolean): Promise<void> {
    const connect = options.connectOptions;
    if (!connect) return;
    const rows = [{ itemId: backup.id, name: backup.fileName, sizeBytes: backup.sizeBytes }];
    await jobs.start({ kind: 'restore', connect, backup: backup.id, acceptOtherBoard }, rows, 'board');
  }

  async function exportFile(backup: BackupInfo): Promise<void> {
    await offeredFile.take(() => client.request('backup:export', { backup: backup.id }), backup.fileName);
  }

  async function remove(backup: BackupInfo): Promise<void> {
    try {
      await client.request('backup:delete', { backup: backup.id });
      await load();
    } catch (error) {
      toasts.showError(error);
    }
  }

  /** Takes one file from outside among the backups; it belongs at the start of the flash. */
  async function importFile(
    pick: () => Promise<readonly FirmwareSource[] | null>,
    chip: ChipId,
  ): Promise<void> {
    try {
      const [source] = (await pick()) ?? [];
      if (!source) return;
      const backup = await client.request('backup:import', { source, chip, offset: 0 });
      await load();
      toasts.show({ kind: 'backup-added', name: backup.fileName });
    } catch (error) {
      toasts.showError(error);
    }
  }

  return {
    backups,
    asked,
    unfinished,
    busyIds,
    isOtherBoard,
    load,
    read,
    resume,
    retry,
    restore,
    exportFile,
    remove,
    importFile,
  };
});
