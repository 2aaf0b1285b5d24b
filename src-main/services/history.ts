import { readFile, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { terminalStates, type JobId, type JobRecord } from '../../src-shared/model/job';
import { jobRecordSchema } from '../../src-shared/model/job-record-schema';
import { writeFileAtomically } from './atomic-file';

const maxRecords = 1000;

/** Creation time first, so that the names sort by age without a file being opened. */
function baseName(record: JobRecord): string {
  return `${String(Math.floor(record.createdAtMs)).padStart(15, '0')}-${record.id}`;
}

/** Newest first; of two made in the same millisecond the later one first. */
function newestFirst(records: readonly JobRecord[]): JobRecord[] {
  return [...records].reverse().sort((a, b) => b.createdAtMs - a.createdAtMs);
}

/**
 * The records of all jobs, one JSON file each, in `folder`. A record is written when its job is made and again when it
 * ends; one that is found unfinished at start belongs to a run that died, and is `interrupted`.
 */
export class History {
  readonly #folder: string;
  readonly #maxRecords: number;
  /** In the order of creation. */
  readonly #records = new Map<JobId, JobRecord>();
  readonly #loaded: Promise<void>;
  #writing: Promise<void> = Promise.resolve();

  constructor(folder: string, limits: { readonly maxRecords: number } = { maxRecords }) {
    this.#folder = folder;
    this.#maxRecords = limits.maxRecords;
    this.#loaded = this.#load();
  }

  async list(limit: number): Promise<readonly JobRecord[]> {
    await this.#loaded;
    return newestFirst([...this.#records.values()]).slice(0, limit);
  }

  async has(id: JobId): Promise<boolean> {
    return (await this.find(id)) !== null;
  }

  async find(id: JobId): Promise<JobRecord | null> {
    await this.#loaded;
    return this.#records.get(id) ?? null;
  }

  /** What was traced of a job that has ended, line by line; empty where nothing is kept. */
  async readLog(record: JobRecord): Promise<readonly string[]> {
    await this.flush();
    const text = await readFile(this.#file(record, 'log'), 'utf8').catch(() => '');
    return text.split('\n').filter((line) => line !== '');
  }

  /** Keeps the record in memory, at once and without touching the disk: what `list` answers with. */
  note(record: JobRecord): void {
    this.#records.set(record.id, record);
  }

  /** Writes the record, after everything asked for before. Rejects when it cannot be written. */
  save(record: JobRecord): Promise<void> {
    this.note(record);
    return this.#enqueue(async () => {
      await writeFileAtomically(this.#file(record, 'json'), `${JSON.stringify(record, null, 2)}\n`);
      await this.#forgetOldest();
    });
  }

  /** Writes what was traced of a job beside its record. */
  saveLog(record: JobRecord, lines: readonly string[]): Promise<void> {
    return this.#enqueue(() => writeFileAtomically(this.#file(record, 'log'), `${lines.join('\n')}\n`));
  }

  /** Resolves when nothing is left to be written. */
  async flush(): Promise<void> {
    await this.#loaded;
    await this.#writing;
  }

  #enqueue(work: () => Promise<void>): Promise<void> {
    const done = this.#writing.then(() => this.#loaded).then(work);
    this.#writing = done.catch(() => undefined);
    return done;
  }

  #file(record: JobRecord, extension: 'json' | 'log'): string {
    return path.join(this.#folder, `${baseName(record)}.${extension}`);
  }

  async #load(): Promise<void> {
    const names = (await readdir(this.#folder).catch(() => []))
      .filter((name) => name.endsWith('.json'))
      .sort();
    const found: JobRecord[] = [];
    for (const name of names.slice(-this.#maxRecords)) {
      const record = await readRecord(path.join(this.#folder, name));
      if (record !== null) found.push(record);
    }
    const since = [...this.#records.values()];
    this.#records.clear();
    for (const record of [...found, ...since]) this.#records.set(record.id, record);
    await this.#closeInterrupted(found);
  }

  async #closeInterrupted(found: readonly JobRecord[]): Promise<void> {
    for (const record of found) {
      if (terminalStates.includes(record.state)) continue;
      const interrupted: JobRecord = { ...record, state: 'interrupted' };
      this.#records.set(record.id, interrupted);
      // Not fatal: a record that cannot be rewritten is found unfinished again next time.
      await writeFileAtomically(
        this.#file(record, 'json'),
        `${JSON.stringify(interrupted, null, 2)}\n`,
      ).catch(() => undefined);
    }
  }

  async #forgetOldest(): Promise<void> {
    const excess = this.#records.size - this.#maxRecords;
    if (excess <= 0) return;
    const ended = newestFirst([...this.#records.values()]).filter((r) => terminalStates.includes(r.state));
    for (const record of ended.slice(-excess)) {
      this.#records.delete(record.id);
      await rm(this.#file(record, 'json'), { force: true });
      await rm(this.#file(record, 'log'), { force: true });
    }
  }
}

/** A record from disk; null where the file is not one. */
async function readRecord(file: string): Promise<JobRecord | null> {
  try {
    const parsed = jobRecordSchema.safeParse(JSON.parse(await readFile(file, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
