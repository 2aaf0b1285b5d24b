import type { Hash } from 'node:crypto';
import { rename, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../src-shared/errors/app-error';
import type { BackupInfo } from '../../../src-shared/model/backup';
import { systemReason } from '../../../src-shared/errors/system-reason';
import { partExtension, saveBackupState, stateExtension } from './backup-state';
import { fileDigests, writeFully, type FileDigests } from './file-digests';

export interface OpenBackupFile {
  readonly folder: string;
  readonly info: BackupInfo;
  /** Of `<fileName>.part`, to read and write. */
  readonly handle: FileHandle;
  /** Has taken the first `info.doneBytes`. */
  readonly hash: Hash;
  /** Called once, when there is something of it on the disk. */
  readonly onListed: () => void;
  /** Called once, when nothing will be written any more. */
  readonly onClosed: () => void;
}

/** The line is far slower than a disk: more than this waits only where the disk has stopped. */
const mostPendingBytes = 0x10_0000;

/**
 * A backup that is being written. What is appended is written in the background; it counts as done when it is on the disk
 * and the state beside it says so. Every failure of the disk is `backup-not-saved`, and comes with the next call.
 */
export class BackupFile {
  readonly #folder: string;
  readonly #handle: FileHandle;
  readonly #hash: Hash;
  readonly #onListed: () => void;
  readonly #onClosed: () => void;
  #info: BackupInfo;
  /** Appended, not on the disk yet. */
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #writing: Promise<void> | null = null;
  #failure: AppError | null = null;
  #replacing = false;
  #ended = false;

  constructor({ folder, info, handle, hash, onListed, onClosed }: OpenBackupFile) {
    this.#folder = folder;
    this.#info = info;
    this.#handle = handle;
    this.#hash = hash;
    this.#onListed = onListed;
    this.#onClosed = onClosed;
  }

  /** `doneBytes` is what is on the disk for certain. */
  get info(): BackupInfo {
    return this.#info;
  }

  /** Done and on its way to the disk: from here on bytes are missing. */
  get appendedBytes(): number {
    return this.#info.doneBytes + this.#pendingBytes;
  }

  /** Takes a copy. Resolves at once while the disk keeps up, else when it has caught up. */
  async append(bytes: Uint8Array): Promise<void> {
    if (this.#failure !== null) throw this.#failure;
    if (this.appendedBytes + bytes.length > this.#info.sizeBytes)
      throw new AppError('internal', { reason: 'more bytes than the backup has room for' });
    this.#pending.push(new Uint8Array(bytes));
    this.#pendingBytes += bytes.length;
    this.#writing ??= this.#writePending();
    if (this.#pendingBytes > mostPendingBytes) await this.flush();
  }

  /** Resolves when all that was appended is done. */
  async flush(): Promise<void> {
    await this.#writing;
    if (this.#failure !== null) throw this.#failure;
  }

  /** Replaces bytes that are done already, for a board whose flash has changed since they were read. */
  async replace(position: number, bytes: Uint8Array): Promise<void> {
    await this.flush();
    const copy = new Uint8Array(bytes);
    await this.#saving(async () => {
      // A crash between the two would leave a digest that the file does not have.
      if (!this.#replacing) await saveBackupState(this.#folder, { info: this.#info, doneSha256: null });
      this.#replacing = true;
      await writeFully(this.#handle, copy, position);
    });
  }

  /** Of what is on the disk, within what is done. */
  async digests(
    range: { readonly offset: number; readonly sizeBytes: number },
    signal?: AbortSignal,
  ): Promise<FileDigests> {
    await this.flush();
    return fileDigests(this.#handle, range, signal);
  }

  /** Makes the whole file a backup under its own name. `sha256`: of all of it, as `digests` gave it. */
  async finish(sha256: string): Promise<BackupInfo> {
    await this.flush();
    const whole: BackupInfo = { ...this.#info, sha256 };
    const file = path.join(this.#folder, whole.fileName);
    await this.#saving(async () => {
      await this.#handle.sync();
      await this.#handle.close();
      // The state first: where it says whole and the name is still the old one, the next look finishes the renaming.
      await saveBackupState(this.#folder, { info: whole, doneSha256: sha256 });
      await rename(`${file}${partExtension}`, file);
    });
    this.#info = whole;
    this.#end();
    return whole;
  }

  /** Keeps what is done, to be gone on with; a file with nothing in it goes. Never rejects; may be called twice. */
  async close(): Promise<void> {
    await this.#writing;
    if (this.#ended) return;
    if (this.#info.doneBytes === 0) {
      await this.discard();
      return;
    }
    await this.#closeHandle();
    this.#end();
  }

  /** Takes away what is there of it. Never rejects. */
  async discard(): Promise<void> {
    await this.#writing;
    if (this.#ended) return;
    await this.#closeHandle();
    const file = path.join(this.#folder, this.#info.fileName);
    for (const extension of [partExtension, stateExtension])
      await rm(`${file}${extension}`, { force: true }).catch(() => undefined);
    this.#end();
  }

  /** Closing it twice, after `finish` has failed half-way, is an error that means nothing. */
  async #closeHandle(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
  }

  #end(): void {
    this.#ended = true;
    this.#onClosed();
  }

  /** Everything that waits at once: a slow disk gets fewer and larger pieces. */
  async #writePending(): Promise<void> {
    try {
      while (this.#pending.length > 0) {
        const blocks = this.#pending;
        this.#pending = [];
        await this.#saving(() => this.#writeBlocks(blocks));
      }
    } catch {
      // Kept as the failure of the file: whoever calls next hears of it.
    } finally {
      this.#writing = null;
    }
  }

  async #writeBlocks(blocks: readonly Uint8Array[]): Promise<void> {
    let { doneBytes } = this.#info;
    for (const block of blocks) {
      await writeFully(this.#handle, block, doneBytes);
      this.#hash.update(block);
      doneBytes += block.length;
    }
    // Before the state: what it calls done must survive a power cut.
    await this.#handle.sync();
    const info = { ...this.#info, doneBytes };
    const doneSha256 = this.#replacing ? null : this.#hash.copy().digest('hex');
    await saveBackupState(this.#folder, { info, doneSha256 });
    const isFirst = this.#info.doneBytes === 0;
    this.#pendingBytes -= doneBytes - this.#info.doneBytes;
    this.#info = info;
    if (isFirst) this.#onListed();
  }

  async #saving(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#failure = backupNotSaved(this.#info.fileName, error);
      throw this.#failure;
    }
  }
}

export function backupNotSaved(name: string, error: unknown): AppError {
  return new AppError('backup-not-saved', { name, reason: systemReason(error) }, { cause: error });
}
