import { createHash, randomUUID, type Hash } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../src-shared/errors/app-error';
import type { BackupId, BackupInfo } from '../../../src-shared/model/backup';
import { Emitter } from '../emitter';
import { fileError, largestFirmwareBytes } from '../../files/read-bounded';
import { systemReason } from '../../../src-shared/errors/system-reason';
import { BackupFile, backupNotSaved } from './backup-file';
import { backupStem } from './backup-file-name';
import { partExtension, readBackupState, stateExtension, type BackupState } from './backup-state';
import { forEachChunk } from './file-digests';

/** What is known of a backup before its first byte. */
export type NewBackup = Pick<
  BackupInfo,
  'chip' | 'mac' | 'flashSizeBytes' | 'offset' | 'sizeBytes' | 'label'
>;

/** Two boards without a MAC in the same minute need a number more; nobody makes so many. */
const mostOfOneName = 1000;

/**
 * What was read from boards, in one folder: `<fileName>` when it is whole, `<fileName>.part` while it is not, and
 * `<fileName>.json` with what is known of it. The folder is looked at anew every time, since people tidy it up by hand.
 */
export class BackupStore {
  readonly #folder: string;
  readonly #wallClock: () => number;
  readonly #changes = new Emitter<readonly BackupInfo[]>();
  readonly #writing = new Map<BackupId, BackupFile>();
  /** How many are reading each. */
  readonly #reading = new Map<BackupId, number>();
  #telling: Promise<void> = Promise.resolve();

  /** `wallClock`: ms since 1970. */
  constructor(folder: string, wallClock: () => number) {
    this.#folder = folder;
    this.#wallClock = wallClock;
  }

  /** Newest first. Files that are gone are left out, and those that are no backups. */
  async list(): Promise<readonly BackupInfo[]> {
    const states = await this.#states();
    const infos = states.map(({ info }) => this.#writing.get(info.id)?.info ?? info);
    return infos.sort((a, b) => b.createdAtMs - a.createdAtMs || (a.id < b.id ? -1 : 1));
  }

  /** Called with the whole list when a backup comes, goes, is begun, left or completed. */
  onChanged(listener: (backups: readonly BackupInfo[]) => void): () => void {
    return this.#changes.on(listener);
  }

  /** Throws `backup-not-found`. */
  async get(id: BackupId): Promise<BackupInfo> {
    return (await this.#find(id)).info;
  }

  /** Begins a file. Throws `backup-not-saved`. */
  async create(backup: NewBackup): Promise<BackupFile> {
    const createdAtMs = Math.round(this.#wallClock());
    const { fileName, handle } = await this.#reserve(backupStem({ ...backup, createdAtMs }));
    const info = { ...backup, id: randomUUID(), createdAtMs, doneBytes: 0, fileName, sha256: null };
    return this.#opened(info, handle, createHash('sha256'));
  }

  /**
   * Opens an unfinished file to be gone on with, after looking whether it still holds what was done.
   * Throws `backup-not-found`, `backup-in-use`, `backup-damaged`, `backup-not-saved`, `request-invalid` for one that is whole.
   */
  async resume(id: BackupId): Promise<BackupFile> {
    const { info, doneSha256 } = await this.#find(id);
    this.#refuseUsed(info);
    if (info.sha256 !== null)
      throw new AppError('request-invalid', { channel: 'job:start', reason: 'the backup is complete' });
    const handle = await open(`${this.#pathOf(info)}${partExtension}`, 'r+').catch((error: unknown) => {
      throw backupNotSaved(info.fileName, error);
    });
    try {
      const hash = createHash('sha256');
      const range = { offset: 0, sizeBytes: info.doneBytes };
      const sizeBytes = await forEachChunk(handle, range, (bytes) => void hash.update(bytes));
      const same = doneSha256 === null || hash.copy().digest('hex') === doneSha256;
      if (sizeBytes < info.doneBytes || !same) throw new AppError('backup-damaged', { name: info.fileName });
      // Somebody may have come first while this one was read.
      this.#refuseUsed(info);
      return this.#opened(info, handle, hash);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /**
   * Takes a file from outside, for a chip and an offset that the user names; of which board it is, nobody knows.
   * Throws `file-not-found`, `file-unreadable`, `file-empty`, `file-too-large`, `backup-not-saved`.
   */
  async import(source: string, { chip, offset }: Pick<BackupInfo, 'chip' | 'offset'>): Promise<BackupInfo> {
    const name = path.basename(source);
    const found = await fileError(name, () => stat(source));
    const sizeBytes = found.size;
    if (!found.isFile()) throw new AppError('file-unreadable', { name, reason: 'not a file' });
    if (sizeBytes === 0) throw new AppError('file-empty', { name });
    if (sizeBytes > largestFirmwareBytes) throw new AppError('file-too-large', { name, size: sizeBytes });
    const handle = await fileError(name, () => open(source, 'r'));
    try {
      const file = await this.create({
        chip,
        mac: null,
        flashSizeBytes: null,
        offset,
        sizeBytes,
        label: name,
      });
      try {
        await fileError(name, () =>
          forEachChunk(handle, { offset: 0, sizeBytes }, (bytes) => file.append(bytes)),
        );
        const { sha256, sizeBytes: copiedBytes } = await file.digests({ offset: 0, sizeBytes });
        if (copiedBytes < sizeBytes) throw new AppError('file-changed', { name });
        return await file.finish(sha256);
      } catch (error) {
        await file.discard();
        throw error;
      }
    } finally {
      await handle.close();
    }
  }

  /** All bytes of a backup, proven by its SHA-256. Throws `backup-not-found`, `backup-incomplete`, `backup-damaged`. */
  async read(id: BackupId, signal?: AbortSignal): Promise<{ info: BackupInfo; bytes: Uint8Array }> {
    const info = await this.#findWhole(id);
    return this.#using(id, async () => {
      const bytes = new Uint8Array(info.sizeBytes);
      const hash = createHash('sha256');
      let done = 0;
      const handle = await open(this.#pathOf(info), 'r').catch((error: unknown) => {
        throw new AppError('backup-not-found', {}, { cause: error });
      });
      try {
        await forEachChunk(handle, { offset: 0, sizeBytes: info.sizeBytes }, (chunk) => {
          signal?.throwIfAborted();
          hash.update(chunk);
          bytes.set(chunk, done);
          done += chunk.length;
        });
      } finally {
        await handle.close();
      }
      if (hash.digest('hex') !== info.sha256) throw new AppError('backup-damaged', { name: info.fileName });
      return { info, bytes };
    });
  }

  /** Hands the path of a whole backup to `work`; nobody deletes it meanwhile. Throws `backup-not-found`, `backup-incomplete`. */
  async withFile<T>(id: BackupId, work: (file: string, info: BackupInfo) => Promise<T>): Promise<T> {
    const info = await this.#findWhole(id);
    return this.#using(id, () => work(this.#pathOf(info), info));
  }

  /** Throws `backup-not-found`, `backup-in-use`, `backup-not-saved`. */
  async delete(id: BackupId): Promise<void> {
    const { info } = await this.#find(id);
    this.#refuseUsed(info);
    try {
      for (const extension of ['', partExtension, stateExtension])
        await rm(`${this.#pathOf(info)}${extension}`, { force: true });
    } catch (error) {
      throw backupNotSaved(info.fileName, error);
    } finally {
      await this.#tellChange();
    }
  }

  /** Closes what is being written; what is done of it is kept. */
  async close(): Promise<void> {
    this.#changes.clear();
    await Promise.all([...this.#writing.values()].map((file) => file.close()));
    await this.#telling;
  }

  #pathOf({ fileName }: Pick<BackupInfo, 'fileName'>): string {
    return path.join(this.#folder, fileName);
  }

  #opened(info: BackupInfo, handle: FileHandle, hash: Hash): BackupFile {
    const onClosed = (): void => {
      this.#writing.delete(info.id);
      void this.#tellChange();
    };
    const onListed = (): void => void this.#tellChange();
    const file = new BackupFile({ folder: this.#folder, info, handle, hash, onListed, onClosed });
    this.#writing.set(info.id, file);
    return file;
  }

  /** The first free name: making the `.part` is what takes it, so that two at once never get the same. */
  async #reserve(stem: string): Promise<{ fileName: string; handle: FileHandle }> {
    await mkdir(this.#folder, { recursive: true }).catch((error: unknown) => {
      throw backupNotSaved(`${stem}.bin`, error);
    });
    for (let number = 1; number <= mostOfOneName; number += 1) {
      const fileName = `${stem}${number === 1 ? '' : `-${number}`}.bin`;
      try {
        if (await exists(this.#pathOf({ fileName }))) continue;
        return {
          fileName,
          handle: await open(`${this.#pathOf({ fileName })}${partExtension}`, 'wx+', 0o600),
        };
      } catch (error) {
        if (systemReason(error) !== 'EEXIST') throw backupNotSaved(fileName, error);
      }
    }
    throw new AppError('backup-not-saved', { name: `${stem}.bin`, reason: 'EEXIST' });
  }

  async #find(id: BackupId): Promise<BackupState> {
    const found = (await this.#states()).find(({ info }) => info.id === id);
    if (found === undefined) throw new AppError('backup-not-found');
    return found;
  }

  async #findWhole(id: BackupId): Promise<BackupInfo> {
    const { info } = await this.#find(id);
    if (info.sha256 === null) throw new AppError('backup-incomplete', { name: info.fileName });
    return info;
  }

  async #states(): Promise<readonly BackupState[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const states: BackupState[] = [];
    for (const name of names.filter((one) => one.endsWith(stateExtension))) {
      const state = await readBackupState(this.#folder, name);
      if (state !== null && (await this.#isThere(state.info))) states.push(state);
    }
    return states;
  }

  /** Whether the bytes are where the state says; ends a renaming that a crash has cut short. */
  async #isThere(info: BackupInfo): Promise<boolean> {
    const file = this.#pathOf(info);
    if (info.sha256 === null) return exists(`${file}${partExtension}`);
    if (await exists(file)) return true;
    if (this.#writing.has(info.id)) return true;
    return rename(`${file}${partExtension}`, file).then(
      () => true,
      () => false,
    );
  }

  #refuseUsed({ id, fileName }: BackupInfo): void {
    if (this.#writing.has(id) || this.#reading.has(id))
      throw new AppError('backup-in-use', { name: fileName });
  }

  async #using<T>(id: BackupId, work: () => Promise<T>): Promise<T> {
    this.#reading.set(id, (this.#reading.get(id) ?? 0) + 1);
    try {
      return await work();
    } finally {
      const others = (this.#reading.get(id) ?? 1) - 1;
      if (others === 0) this.#reading.delete(id);
      else this.#reading.set(id, others);
    }
  }

  /** One after the other, so that the last list told is the newest. */
  #tellChange(): Promise<void> {
    this.#telling = this.#telling.then(async () => {
      if (this.#changes.listenerCount > 0) this.#changes.emit(await this.list());
    });
    return this.#telling;
  }
}

function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
