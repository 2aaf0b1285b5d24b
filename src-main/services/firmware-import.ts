import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError } from '../../src-shared/errors/app-error';
import type { FirmwareImportRequest, FirmwareSource } from '../../src-shared/ipc/contract';
import type { FileToken, ImportOutcome } from '../../src-shared/model/firmware';
import type { Compute } from '../engine/engine-context';
import type { FirmwareInspection } from '../engine/image/inspect-firmware';
import type { FileRunOptions, FileTasks } from '../files/file-tasks';
import type { ImportResult, ImportSource, KnownFile } from '../files/import/import-task';
import { largestArchiveBytes, readBounded } from '../files/read-bounded';
import { locateFile } from './firmware-import/locate-file';
import { readFirmwareFile, type FirmwareFile } from './firmware-import/read-firmware-file';

export interface FirmwareImportOptions {
  readonly compute: Compute;
  readonly files: FileTasks;
  /** Holds the `flasher_args.json` of the firmware that comes with Kiln. */
  readonly demoFolder: string;
  /** Of the station's own: what was taken out of archives and images lies here for as long as it runs. */
  readonly importsFolder: string;
  /** Told of each import that worked, before whoever asked for it. */
  readonly onImported?: (seen: ImportSeen) => void;
}

/** An import, and what it was made of. */
export interface ImportSeen extends ImportResult {
  readonly sources: readonly ImportSource[];
}

/** Takes in what was dropped on the station: has it read and laid out by a worker, keeps the paths behind tokens. */
export class FirmwareImport {
  readonly #compute: Compute;
  readonly #tasks: FileTasks;
  readonly #demoFolder: string;
  readonly #importsFolder: string;
  readonly #onImported: (seen: ImportSeen) => void;
  readonly #files = new Map<FileToken, KnownFile>();
  readonly #uploads = new Map<string, string>();

  constructor(options: FirmwareImportOptions) {
    this.#compute = options.compute;
    this.#tasks = options.files;
    this.#demoFolder = options.demoFolder;
    this.#importsFolder = options.importsFolder;
    this.#onImported = options.onImported ?? (() => undefined);
  }

  /** Makes a folder that a host has filled known as `{ type: 'upload', upload: id }`. Returns what takes it back. */
  registerUpload(id: string, folder: string): () => void {
    this.#uploads.set(id, folder);
    return () => {
      this.#uploads.delete(id);
    };
  }

  /**
   * Throws `file-not-found`, `file-unreadable`, `file-too-large`, `manifest-invalid`, `archive-invalid`, `container-invalid`,
   * `elf-invalid`, `image-impossible`, `partition-csv-invalid`, `command-line-invalid`, `folder-without-firmware`. An empty file
   * is no error here: it comes in marked, for pre-flight to name.
   */
  async import(request: FirmwareImportRequest, options: FileRunOptions = {}): Promise<ImportOutcome> {
    const { chip, merged, answers } = request;
    const sources = request.sources.map((source) => this.resolve(source));
    const importsFolder = this.#importsFolder;
    const { outcome, files } = await this.#tasks.run(
      'import',
      { sources, chip, merged, answers, importsFolder },
      options,
    );
    for (const { token, ...known } of files) this.#files.set(token, known);
    this.#onImported({ sources, outcome, files });
    return outcome;
  }

  /** Takes a file in by itself, without laying anything out. */
  know(file: KnownFile): FileToken {
    const token = randomUUID();
    this.#files.set(token, file);
    return token;
  }

  /** Throws `file-not-found` for a token that nobody gave. */
  known(token: FileToken): KnownFile {
    const known = this.#files.get(token);
    if (known === undefined) throw new AppError('file-not-found', { name: token });
    return known;
  }

  /**
   * The bytes behind a token, as they were when `expectedSha256` (hex) was told.
   * Throws `file-changed`, `file-not-found`, `file-unreadable`, `file-too-large`.
   */
  async read(token: FileToken, expectedSha256: string): Promise<FirmwareFile> {
    const known = this.known(token);
    const file = await readFirmwareFile(known.path, this.#compute);
    if (file.sha256 !== expectedSha256) throw new AppError('file-changed', { name: known.name });
    return { ...file, name: known.name };
  }

  /** What was found when the file was taken in; null where nobody has looked. Of those bytes alone: compare the digest. */
  inspectionOf(token: FileToken): FirmwareInspection | null {
    return this.#files.get(token)?.inspection ?? null;
  }

  /** Hex, of a file as it is now. Throws `file-not-found`, `file-unreadable`, `file-too-large`. */
  async digestOnDisk(path: string): Promise<string> {
    const bytes = await readBounded(path, basename(path), largestArchiveBytes);
    return Buffer.from(await this.#compute.sha256(bytes)).toString('hex');
  }

  /** What a source means to those who open it. Throws `file-not-found` for what nobody gave. */
  resolve(source: FirmwareSource): ImportSource {
    switch (source.type) {
      case 'path':
      case 'text':
        return source;
      case 'demo':
        return { type: 'demo', folder: this.#demoFolder };
      case 'file':
        return { type: 'file', file: this.known(source.file) };
      case 'upload': {
        const folder = this.#uploads.get(source.upload);
        if (folder === undefined) throw new AppError('file-not-found', { name: source.upload });
        return { type: 'upload', folder };
      }
    }
  }

  /** The one file that is named. Throws `file-not-found`, and `folder-without-firmware` for what is not one file. */
  locateFile(source: FirmwareSource): Promise<string> {
    return locateFile(this.resolve(source));
  }

  /** Takes away what was written for imports. What cannot be removed now goes the next time. */
  async clear(): Promise<void> {
    await rm(this.#importsFolder, { recursive: true, force: true }).catch(() => undefined);
  }
}
