import { lstat, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../src-shared/errors/app-error';
import { systemReason } from '../../../src-shared/errors/system-reason';
import type { MonitorLog } from '../../../src-shared/model/monitor';
import { logOwner } from './log-names';

/** The continuous logs in one folder. Other files in it are not seen. */
export class MonitorLogs {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Newest first. `activeNames`: those that are being written. */
  async list(activeNames: Iterable<string> = []): Promise<readonly MonitorLog[]> {
    const active = new Set(activeNames);
    const names = await readdir(this.#folder).catch(() => []);
    const logs = await Promise.all(names.map((name) => this.#find(name)));
    return logs
      .filter((log) => log !== null)
      .map((log) => ({ ...log, active: active.has(log.name) }))
      .toSorted(newestFirst);
  }

  /** Throws `log-not-found`, for a name that leads elsewhere too. */
  async pathOf(name: string): Promise<string> {
    if ((await this.#find(name)) === null) throw new AppError('log-not-found', { name });
    return path.join(this.#folder, name);
  }

  /** Throws `log-not-found`, `log-in-use` for one that is being written, `file-not-written`. */
  async delete(name: string, activeNames: Iterable<string> = []): Promise<void> {
    const file = await this.pathOf(name);
    if (new Set(activeNames).has(name)) throw new AppError('log-in-use', { name });
    await rm(file, { force: true }).catch((error: unknown) => {
      throw new AppError('file-not-written', { name, reason: systemReason(error) }, { cause: error });
    });
  }

  /**
   * Deletes the oldest until all together are within `mostBytes`. Those that may be written now stay: `keep`, and the newest of
   * each monitor. Never rejects.
   */
  async prune(mostBytes: number, keep: string): Promise<void> {
    const logs = await this.list();
    const owners = new Set<string | null>();
    let sizeBytes = 0;
    for (const { name, sizeBytes: size } of logs) {
      sizeBytes += size;
      const owner = logOwner(name);
      const isNewest = !owners.has(owner);
      owners.add(owner);
      if (name === keep || isNewest || sizeBytes <= mostBytes) continue;
      await this.delete(name).catch(() => undefined);
      sizeBytes -= size;
    }
  }

  async #find(name: string): Promise<Omit<MonitorLog, 'active'> | null> {
    if (/[/\\]/.test(name) || logOwner(name) === null) return null;
    const stats = await lstat(path.join(this.#folder, name)).catch(() => null);
    if (stats?.isFile() !== true) return null;
    return { name, sizeBytes: stats.size, changedAtMs: stats.mtimeMs };
  }
}

function newestFirst(a: MonitorLog, b: MonitorLog): number {
  return b.changedAtMs - a.changedAtMs;
}
