import type { BackupInfo } from '../../../src-shared/model/backup';
import type { OnProgress } from '../../../src-shared/model/progress';
import type { ChipSession } from '../../engine/loader/chip-session';
import { readFlashInBlocks } from '../../engine/operations/read-flash';
import type { BackupFile } from '../backups/backup-file';
import type { JobControl } from '../job-control';
import { proveBackup } from './prove-backup';

/** One backup being read, over as many connections as it takes. */
export class BackupReading {
  readonly #file: BackupFile;
  readonly #control: JobControl;
  /** The most that was ever told: a block that has to be read again is no step back for whoever looks on. */
  #toldBytes = 0;

  constructor(file: BackupFile, control: JobControl) {
    this.#file = file;
    this.#control = control;
  }

  /**
   * Reads what is missing, then compares all of it with the chip. Returns whether what is in the file now is known to be what
   * is in the flash now.
   */
  async complete(session: ChipSession): Promise<boolean> {
    const from = this.#file.appendedBytes;
    const { offset, sizeBytes } = this.#file.info;
    if (from > 0) this.#control.onProgress({ type: 'notice', code: 'resumed', context: { from } });
    await readFlashInBlocks(
      session,
      {
        offset: offset + from,
        sizeBytes: sizeBytes - from,
        onBlock: (_offset, bytes) => this.#file.append(bytes),
      },
      { signal: this.#control.signal, onProgress: this.#shifted(from) },
    );
    // Read in one go, every block was proven as it came, also where the loader has no digests to compare at the end.
    return (await proveBackup(session, this.#file, this.#control)) ?? from === 0;
  }

  /** Makes the file a backup, by the digest of what is on the disk. */
  async finish(): Promise<BackupInfo> {
    const { sizeBytes } = this.#file.info;
    const { sha256 } = await this.#file.digests({ offset: 0, sizeBytes }, this.#control.signal);
    return this.#file.finish(sha256);
  }

  /** The progress of a part as that of the whole. */
  #shifted(from: number): OnProgress {
    const { sizeBytes: total } = this.#file.info;
    return (event) => {
      if (event.type !== 'bytes') {
        this.#control.onProgress(event);
        return;
      }
      this.#toldBytes = Math.max(this.#toldBytes, from + event.done);
      this.#control.onProgress({ ...event, done: this.#toldBytes, total });
    };
  }
}
