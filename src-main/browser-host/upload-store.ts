import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseUploadPath } from './upload-path';

export interface UploadLimits {
  readonly maxUploads: number;
  readonly maxFiles: number;
  /** Of one upload, all its files together. */
  readonly maxBytes: number;
}

const defaultLimits: UploadLimits = { maxUploads: 64, maxFiles: 2000, maxBytes: 128 * 1024 * 1024 };

interface Upload {
  readonly folder: string;
  readonly unregister: () => void;
  fileCount: number;
  sizeBytes: number;
}

/** Refused, with the HTTP status that says why. */
export class UploadRefused extends Error {
  readonly status: 400 | 404 | 409 | 413;

  constructor(status: 400 | 404 | 409 | 413, reason: string) {
    super(reason);
    this.name = 'UploadRefused';
    this.status = status;
  }
}

/** Files that a page has handed over, each set in a temporary folder of its own; all of it goes with the host. */
export class UploadStore {
  readonly #parentFolder: string;
  readonly #register: (id: string, folder: string) => () => void;
  readonly #limits: UploadLimits;
  /** Oldest first. */
  readonly #uploads = new Map<string, Upload>();
  #root: Promise<string> | null = null;

  /** `register` makes a set known to the station. */
  constructor(
    parentFolder: string,
    register: (id: string, folder: string) => () => void,
    limits: UploadLimits = defaultLimits,
  ) {
    this.#parentFolder = parentFolder;
    this.#register = register;
    this.#limits = limits;
  }

  /** Opens a set and answers with its id. The oldest one goes when there are too many. */
  async open(): Promise<string> {
    const id = randomUUID();
    this.#root ??= mkdtemp(path.join(this.#parentFolder, 'kiln-uploads-'));
    const folder = path.join(await this.#root, id);
    await mkdir(folder, { mode: 0o700 });
    this.#uploads.set(id, { folder, unregister: this.#register(id, folder), fileCount: 0, sizeBytes: 0 });
    const [oldest] = this.#uploads.keys();
    if (this.#uploads.size > this.#limits.maxUploads && oldest !== undefined) await this.#drop(oldest);
    return id;
  }

  /** Adds a file to a set. Throws UploadRefused; nothing of a refused file stays. */
  async add(id: string, relativePath: string | null, body: Readable): Promise<void> {
    const upload = this.#uploads.get(id);
    if (upload === undefined) throw new UploadRefused(404, 'no such upload');
    const segments = parseUploadPath(relativePath);
    if (segments === null) throw new UploadRefused(400, 'not a path inside the upload');
    if (upload.fileCount >= this.#limits.maxFiles) throw new UploadRefused(413, 'too many files');
    upload.fileCount += 1;
    const counter = new ByteCounter(upload, this.#limits.maxBytes);
    const file = path.join(upload.folder, ...segments);
    try {
      await mkdir(path.dirname(file), { recursive: true });
      const target = createWriteStream(file, { flags: 'wx', mode: 0o600 });
      await pipeline(body, (source: AsyncIterable<Buffer>) => counter.pass(source), target);
    } catch (error) {
      upload.fileCount -= 1;
      counter.takeBack();
      throw await refusalOf(error, file);
    }
  }

  async close(): Promise<void> {
    for (const { unregister } of this.#uploads.values()) unregister();
    this.#uploads.clear();
    if (this.#root !== null) await rm(await this.#root, { recursive: true, force: true });
    this.#root = null;
  }

  async #drop(id: string): Promise<void> {
    const upload = this.#uploads.get(id);
    this.#uploads.delete(id);
    upload?.unregister();
    if (upload !== undefined) await rm(upload.folder, { recursive: true, force: true });
  }
}

/** Counts what passes into its upload, and stops it at the limit. */
class ByteCounter {
  readonly #upload: Upload;
  readonly #maxBytes: number;
  #passed = 0;

  constructor(upload: Upload, maxBytes: number) {
    this.#upload = upload;
    this.#maxBytes = maxBytes;
  }

  async *pass(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      this.#passed += chunk.length;
      this.#upload.sizeBytes += chunk.length;
      if (this.#upload.sizeBytes > this.#maxBytes) throw new UploadRefused(413, 'too much for one upload');
      yield chunk;
    }
  }

  /** The file did not become part of the upload. */
  takeBack(): void {
    this.#upload.sizeBytes -= this.#passed;
    this.#passed = 0;
  }
}

/** The error to throw; removes what a broken transfer left, but never a file that was there before. */
async function refusalOf(error: unknown, file: string): Promise<unknown> {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EEXIST' || code === 'ENOTDIR' || code === 'EISDIR')
    return new UploadRefused(409, 'there is a file of that name already');
  await rm(file, { force: true });
  return error;
}
