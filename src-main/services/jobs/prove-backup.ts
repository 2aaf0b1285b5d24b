import { AppError } from '../../../src-shared/errors/app-error';
import type { FlashRegion } from '../../../src-shared/model/job';
import type { ChipSession } from '../../engine/loader/chip-session';
import { canHashFlash, hashFlashExpecting } from '../../engine/operations/flash-md5';
import { readFlashInBlocks } from '../../engine/operations/read-flash';
import type { BackupFile } from '../backups/backup-file';
import type { JobControl } from '../job-control';

/** A board that ran between two connections may have changed its settings; one that goes on changing cannot be read. */
const mostRounds = 3;
const blockBytes = 0x1_0000;

/**
 * Compares the whole file with the flash by MD5. What has changed on the board since it was read, as settings do when the
 * board runs between two connections, is found by halves and read again. Null where the loader cannot tell.
 * Throws `read-corrupt` when it does not become the same.
 */
export async function proveBackup(
  session: ChipSession,
  file: BackupFile,
  control: JobControl,
): Promise<true | null> {
  if (!canHashFlash(session)) return null;
  const total = file.info.sizeBytes;
  const report = (done: number): void =>
    control.onProgress({ type: 'bytes', stage: 'verify', segment: null, done, total });
  control.onProgress({ type: 'stage', stage: 'verify' });
  report(0);
  for (let round = 1; ; round += 1) {
    const changed = await new Comparison(session, file, control).differing({ offset: 0, sizeBytes: total });
    const [first] = changed;
    if (first === undefined) {
      report(total);
      return true;
    }
    const { actual, expected } = first;
    if (round === mostRounds) throw new AppError('read-corrupt', { actual, expected });
    for (const { offset, sizeBytes } of changed)
      await readAgain(session, file, { offset, sizeBytes }, control);
  }
}

interface Difference extends FlashRegion {
  /** MD5, hex. */
  readonly actual: string;
  readonly expected: string;
}

/** Compares stretches of the file with the same of the flash. Offsets are those of the file. */
class Comparison {
  readonly #session: ChipSession;
  readonly #file: BackupFile;
  readonly #control: JobControl;

  constructor(session: ChipSession, file: BackupFile, control: JobControl) {
    this.#session = session;
    this.#file = file;
    this.#control = control;
  }

  /** The blocks that differ: a whole that is the same costs one question. */
  async differing(range: FlashRegion): Promise<readonly Difference[]> {
    const { offset, sizeBytes } = range;
    const { md5: actual } = await this.#file.digests(range, this.#control.signal);
    const flashOffset = this.#file.info.offset + offset;
    const expected = await hashFlashExpecting(this.#session, actual, flashOffset, sizeBytes, this.#control);
    if (actual === expected) return [];
    if (sizeBytes <= blockBytes) return [{ ...range, actual, expected }];
    const half = Math.ceil(sizeBytes / 2 / blockBytes) * blockBytes;
    return [
      ...(await this.differing({ offset, sizeBytes: half })),
      ...(await this.differing({ offset: offset + half, sizeBytes: sizeBytes - half })),
    ];
  }
}

async function readAgain(
  session: ChipSession,
  file: BackupFile,
  { offset, sizeBytes }: FlashRegion,
  { signal }: JobControl,
): Promise<void> {
  const start = file.info.offset;
  const onBlock = (at: number, bytes: Uint8Array): Promise<void> => file.replace(at - start, bytes);
  await readFlashInBlocks(session, { offset: start + offset, sizeBytes, onBlock }, { signal });
}
