import { AppError } from '../../../src-shared/errors/app-error';
import type { BackupInfo } from '../../../src-shared/model/backup';
import type { BoardInfo } from '../../../src-shared/model/board';
import type { RestoreRequest } from '../../../src-shared/model/job';
import type { ChipSession } from '../../engine/loader/chip-session';
import { identify } from '../../engine/operations/identify';
import { flashSectorBytes } from '../../engine/operations/flash-geometry';
import { readFlash } from '../../engine/operations/read-flash';
import { isSameBoard } from '../../engine/operations/same-board';
import { writeFlash } from '../../engine/operations/write-flash';
import type { BackupStore } from '../backups/backup-store';
import { withBoard, type BoardAccess } from '../board-access';
import type { ExecuteJob, JobControl } from '../job-control';
import { boardText } from './board-text';
import { isVerified } from './flash-job';
import { jobResult } from './job-result';
import { joinParts, restoreParts, wholeProgress } from './restore-parts';
import { watchBoard } from './watch-board';

/**
 * Writes a backup back to where it was read from, compares it and watches the board boot.
 * Throws besides what writing throws `backup-not-found`, `backup-incomplete`, `backup-damaged`, `backup-other-board`.
 */
export function restoreJob(access: BoardAccess, backups: BackupStore): ExecuteJob<RestoreRequest> {
  return async (request, control) => {
    // Before the port is touched: a file that is not what it was must not cost a reset of the board.
    const { info, bytes } = await backups.read(request.backup, control.signal);
    return withBoard(access, request.connect, control, async ({ session, compress, repeated }) => {
      const board = await identify(session, control);
      control.onBoard(board);
      if (!request.acceptOtherBoard) expectBoardOf(info, board);
      const data = await withRestOfSector(session, info.offset, bytes, control);
      const name = info.label === '' ? info.fileName : info.label;
      const parts = await writeFlash(
        session,
        {
          segments: restoreParts(name, info.offset, data),
          flashMode: 'keep',
          flashFrequency: 'keep',
          flashSize: 'keep',
          eraseAll: false,
          compress,
          verify: true,
          skipUnchanged: repeated,
          force: false,
        },
        { signal: control.signal, onProgress: wholeProgress(data.length, control.onProgress) },
      );
      const whole = { name, offset: info.offset, sizeBytes: data.length };
      const segments = [joinParts({ ...whole, md5: await access.compute.md5(data) }, parts)];
      const boot = await watchBoard(session, control);
      return jobResult(board, { segments, verified: isVerified(segments), boot });
    });
  };
}

/** A file from outside has no MAC: of that, only the chip can be wrong. */
function expectBoardOf(info: BackupInfo, board: BoardInfo): void {
  if (!isSameBoard(info, board))
    throw new AppError('backup-other-board', { expected: boardText(info), actual: boardText(board) });
}

/** Only whole sectors can be erased: what follows the backup in its last one is put back with it. */
async function withRestOfSector(
  session: ChipSession,
  offset: number,
  bytes: Uint8Array,
  { signal }: JobControl,
): Promise<Uint8Array> {
  const end = offset + bytes.length;
  const restBytes = (flashSectorBytes - (end % flashSectorBytes)) % flashSectorBytes;
  if (restBytes === 0) return bytes;
  const whole = new Uint8Array(bytes.length + restBytes);
  whole.set(bytes);
  let done = bytes.length;
  const onBytes = (rest: Uint8Array): void => {
    whole.set(rest, done);
    done += rest.length;
  };
  await readFlash(session, { offset: end, sizeBytes: restBytes, onBytes }, { signal });
  return whole;
}
