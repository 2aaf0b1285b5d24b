import { AppError } from '../../../src-shared/errors/app-error';
import type { BoardInfo } from '../../../src-shared/model/board';
import type { ReadRequest } from '../../../src-shared/model/job';
import { chips } from '../../engine/chips/registry';
import { identify } from '../../engine/operations/identify';
import { sameBoard } from '../../engine/operations/same-board';
import type { BackupStore, NewBackup } from '../backups/backup-store';
import { leaveRunning, withBoard, type BoardAccess } from '../board-access';
import type { ExecuteJob } from '../job-control';
import { BackupReading } from './backup-reading';
import { jobResult } from './job-result';

/** A board that was unplugged in the middle gets this long to come back. */
const returnWithinMs = 60_000;
/** The largest flash over the slowest line takes a quarter of this. */
const deadlineMs = 12 * 60 * 60 * 1000;

/**
 * Reads into a file of the store, which keeps every block that arrived whole: after an interruption, in this job or in a
 * later one, only the rest is read, and only from the same board (`board-changed`). Ends with a comparison of the whole file.
 * Throws besides what reading and the store throw `flash-size-unknown`, `flash-not-found`.
 */
export function readJob(access: BoardAccess, backups: BackupStore): ExecuteJob<ReadRequest> {
  return async (request, control) => {
    // Before the port is touched: a backup that cannot be gone on with must not cost a reset of the board.
    let file = request.resume === null ? null : await backups.resume(request.resume);
    let reading: BackupReading | null = null;
    try {
      return await withBoard(
        access,
        request.connect,
        control,
        async ({ session }) => {
          const board = await identify(session, control);
          control.onBoard(board);
          file ??= await backups.create(newBackup(request, board));
          sameBoard(file.info, board);
          reading ??= new BackupReading(file, control);
          const verified = await reading.complete(session);
          await leaveRunning(session, control);
          const backup = await reading.finish();
          return jobResult(board, { verified, output: { type: 'backup', backup } });
        },
        { returnWithinMs, deadlineMs },
      );
    } finally {
      await file?.close();
    }
  };
}

function newBackup({ region, label }: ReadRequest, board: BoardInfo): NewBackup {
  const { chip, mac, flash } = board;
  const known = { chip, mac, flashSizeBytes: flash?.sizeBytes ?? null, label };
  return region === null
    ? { ...known, offset: 0, sizeBytes: wholeFlashBytes(board) }
    : { ...known, ...region };
}

function wholeFlashBytes({ chip, flash, security }: BoardInfo): number {
  if (security?.secureDownloadMode)
    throw new AppError('secure-download-mode', { chip: chips[chip].name, command: 'READ_FLASH' });
  if (flash === null) throw new AppError('flash-not-found', { id: 'not readable' });
  if (flash.sizeBytes !== null) return flash.sizeBytes;
  const id = (flash.manufacturerId << 16) | flash.deviceId;
  throw new AppError('flash-size-unknown', { id: `0x${id.toString(16)}` });
}
