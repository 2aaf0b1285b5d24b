import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../src-shared/errors/app-error';
import { systemReason } from '../../../src-shared/errors/system-reason';
import type { ElfId, ElfInfo } from '../../../src-shared/model/crash';
import type { FileTasks } from '../../files/file-tasks';
import { readElfIndex, writeElfIndex, type ElfEntry } from './elf-index';

export interface ElfLibraryOptions {
  /** Looks into the files. */
  readonly tasks: FileTasks;
  /** Ms since 1970. */
  readonly wallClock: () => number;
  readonly limits?: ElfLibraryLimits;
}

export interface ElfLibraryLimits {
  readonly files: number;
  readonly bytes: number;
}

const defaultLimits: ElfLibraryLimits = { files: 40, bytes: 1024 * 1024 * 1024 };
/** Shorter ones could be those of several files. Boards tell 9 digits, older ones 16. */
const shortestPrefixDigits = 8;
/** Which file was used last need not be known to the second. */
const useIsOldAfterMs = 60_000;

/**
 * Copies of the ELF files that were seen, `<sha256>.elf` in one folder, with an index: a build overwrites its ELF file, the boards
 * in the field do not know. When there are too many, the one that nobody has used for longest goes.
 */
export class ElfLibrary {
  readonly #folder: string;
  readonly #options: ElfLibraryOptions;
  readonly #entries: Map<ElfId, ElfEntry>;
  /** One change after the other. */
  #changing: Promise<unknown> = Promise.resolve();

  private constructor(folder: string, options: ElfLibraryOptions, entries: readonly ElfEntry[]) {
    this.#folder = folder;
    this.#options = options;
    this.#entries = new Map(entries.map((entry) => [entry.id, entry]));
  }

  /** Never fails: what is damaged, or half there because a run has died, is taken away. */
  static async open(folder: string, options: ElfLibraryOptions): Promise<ElfLibrary> {
    const names = await readdir(folder).catch(() => []);
    const entries: ElfEntry[] = [];
    for (const entry of await readElfIndex(folder)) {
      const sizeBytes = await sizeOf(path.join(folder, fileName(entry.id)));
      if (sizeBytes === entry.sizeBytes) entries.push(entry);
    }
    const kept = new Set(entries.map(({ id }) => fileName(id)));
    for (const name of names) if (isOurs(name) && !kept.has(name)) await remove(path.join(folder, name));
    return new ElfLibrary(folder, options, entries);
  }

  /** The one that was added last first. */
  list(): readonly ElfInfo[] {
    return [...this.#entries.values()].map(infoOf).sort((one, other) => other.addedAtMs - one.addedAtMs);
  }

  /** Throws `elf-not-kept`. */
  get(id: ElfId): ElfInfo {
    return infoOf(this.#entry(id));
  }

  /** The file whose SHA-256 begins with these hexadecimal digits; null where none does, or they are too few to tell. */
  match(digestPrefix: string): ElfInfo | null {
    const prefix = digestPrefix.toLowerCase();
    if (!isDigestPrefix(prefix)) return null;
    return this.list().find(({ id }) => id.startsWith(prefix)) ?? null;
  }

  /** Where the copy is; it counts as used. Throws `elf-not-kept`. */
  pathOf(id: ElfId): string {
    const entry = this.#entry(id);
    this.#use(entry);
    return path.join(this.#folder, fileName(id));
  }

  /**
   * Keeps a copy. The same file again is the same entry, under its newer name. Throws `elf-invalid`, the errors of reading files,
   * and `file-not-written`.
   */
  add(file: string, name: string, signal?: AbortSignal): Promise<ElfInfo> {
    return this.#change(() => this.#add(file, name, signal));
  }

  /** Throws `elf-not-kept`. */
  forget(id: ElfId): Promise<void> {
    return this.#change(async () => {
      this.#entry(id);
      this.#entries.delete(id);
      // First: an entry without a file would be one that is told and cannot be used.
      await this.#save();
      await remove(path.join(this.#folder, fileName(id)));
    });
  }

  /** What was changed is on disk. */
  async flush(): Promise<void> {
    await this.#changing;
  }

  async #add(file: string, name: string, signal: AbortSignal | undefined): Promise<ElfInfo> {
    const { tasks } = this.#options;
    const seen = await tasks.run('elf:describe', { path: file, name }, { signal });
    if (await this.#has(seen.id)) return this.#keep(seen, name);
    const temporary = path.join(this.#folder, `${randomUUID()}.tmp`);
    try {
      await written(name, () => mkdir(this.#folder, { recursive: true, mode: 0o700 }));
      await written(name, () => copyFile(file, temporary));
      // Of the copy: a build may have written the file anew while it was copied.
      const facts = await tasks.run('elf:describe', { path: temporary, name }, { signal });
      await written(name, () => rename(temporary, path.join(this.#folder, fileName(facts.id))));
      return await this.#keep(facts, name);
    } finally {
      await remove(temporary);
    }
  }

  /** With its file: people tidy up folders by hand. */
  async #has(id: ElfId): Promise<boolean> {
    const entry = this.#entries.get(id);
    return entry !== undefined && (await sizeOf(path.join(this.#folder, fileName(id)))) === entry.sizeBytes;
  }

  async #keep(facts: Omit<ElfInfo, 'name' | 'addedAtMs'>, name: string): Promise<ElfInfo> {
    const nowMs = Math.round(this.#options.wallClock());
    const addedAtMs = this.#entries.get(facts.id)?.addedAtMs ?? nowMs;
    const entry: ElfEntry = { ...facts, name, addedAtMs, usedAtMs: nowMs };
    this.#entries.set(entry.id, entry);
    const gone = this.#takeOld(entry.id);
    await written(name, () => this.#save());
    for (const id of gone) await remove(path.join(this.#folder, fileName(id)));
    return infoOf(entry);
  }

  /** The entries that there is no room for any more; never the one that came just now. */
  #takeOld(newest: ElfId): readonly ElfId[] {
    const { files, bytes } = this.#options.limits ?? defaultLimits;
    const byUse = [...this.#entries.values()].sort((one, other) => one.usedAtMs - other.usedAtMs);
    let total = byUse.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const gone: ElfId[] = [];
    for (const { id, sizeBytes } of byUse) {
      if (this.#entries.size <= files && total <= bytes) break;
      if (id === newest) continue;
      this.#entries.delete(id);
      total -= sizeBytes;
      gone.push(id);
    }
    return gone;
  }

  #entry(id: ElfId): ElfEntry {
    const entry = this.#entries.get(id);
    if (entry === undefined) throw new AppError('elf-not-kept');
    return entry;
  }

  #use(entry: ElfEntry): void {
    const nowMs = Math.round(this.#options.wallClock());
    const isOld = Math.abs(nowMs - entry.usedAtMs) > useIsOldAfterMs;
    this.#entries.set(entry.id, { ...entry, usedAtMs: nowMs });
    // When it was used holds for this run even when it cannot be saved.
    if (isOld) this.#change(() => this.#save()).catch(() => undefined);
  }

  #save(): Promise<void> {
    return writeElfIndex(this.#folder, [...this.#entries.values()]);
  }

  #change<T>(work: () => Promise<T>): Promise<T> {
    const changed = this.#changing.then(work);
    this.#changing = changed.catch(() => undefined);
    return changed;
  }
}

/** Whether these are enough hexadecimal digits of a digest to know a file by; small letters. */
export function isDigestPrefix(prefix: string): boolean {
  return prefix.length >= shortestPrefixDigits && /^[0-9a-f]+$/.test(prefix);
}

function infoOf({ id, name, sizeBytes, addedAtMs, architecture, hasLines }: ElfEntry): ElfInfo {
  return { id, name, sizeBytes, addedAtMs, architecture, hasLines };
}

function fileName(id: ElfId): string {
  return `${id}.elf`;
}

/** Copies, whole ones and not; whatever else lies there is somebody else's. */
function isOurs(name: string): boolean {
  return /^[0-9a-f]{64}\.elf$/.test(name) || name.endsWith('.tmp');
}

/** What cannot be removed now goes when the library is opened next. */
async function remove(file: string): Promise<void> {
  await rm(file, { force: true }).catch(() => undefined);
}

async function sizeOf(file: string): Promise<number | null> {
  const found = await stat(file).catch(() => null);
  return found?.isFile() === true ? found.size : null;
}

async function written<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new AppError('file-not-written', { name, reason: systemReason(error) }, { cause: error });
  }
}
