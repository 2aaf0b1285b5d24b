import { basename } from 'node:path';
import type { Requests } from '../../src-shared/ipc/contract';
import type { FileComparison, FileReport } from '../../src-shared/model/file-report';
import type { FileToken } from '../../src-shared/model/firmware';
import type { FileTasks } from '../files/file-tasks';
import type { NamedReport } from '../files/images/inspect-file';
import type { FileToRead } from '../files/images/read-known-file';
import type { KnownFile } from '../files/import/import-task';
import type { ExportsFolder } from './exports-folder';
import type { FirmwareImport } from './firmware-import';
import type { OfferableCopy } from './offerable-file';

export interface ImageFilesOptions {
  readonly firmware: Pick<FirmwareImport, 'know' | 'known' | 'locateFile'>;
  readonly files: FileTasks;
  readonly exports: ExportsFolder;
  /** Told of each ELF file that was looked into. */
  readonly onElf?: (file: Pick<KnownFile, 'path' | 'name'>) => void;
}

type RequestOf<N extends keyof Requests> = Requests[N]['request'];

/** What the Images page asks for: looking into files, comparing them and making others of them. All of it is done by a worker. */
export class ImageFiles {
  readonly #firmware: ImageFilesOptions['firmware'];
  readonly #tasks: FileTasks;
  readonly #exports: ExportsFolder;
  readonly #onElf: NonNullable<ImageFilesOptions['onElf']>;

  constructor({ firmware, files, exports, onElf = () => undefined }: ImageFilesOptions) {
    this.#firmware = firmware;
    this.#tasks = files;
    this.#exports = exports;
    this.#onElf = onElf;
  }

  /** Throws `file-not-found`, `file-unreadable`, `file-too-large`, and `folder-without-firmware` for what is not one file. */
  async inspect({ source, chip }: RequestOf<'image:inspect'>): Promise<FileReport> {
    const known = source.type === 'file' ? this.#firmware.known(source.file) : null;
    const path = known?.path ?? (await this.#firmware.locateFile(source));
    const name = known?.name ?? basename(path);
    // As it is now: a file that has changed is looked into anew, and is another one from then on.
    const report = await this.#tasks.run('inspect', { file: { path, name, sha256: null }, chip });
    if (report.format === 'elf') this.#onElf({ path, name });
    const isSame = source.type === 'file' && known?.sha256 === report.sha256;
    const file = isSame ? source.file : this.#know(report, path, known);
    return { file, ...report };
  }

  /** Throws `file-changed` and the errors of reading files. */
  async compare({ first, second }: RequestOf<'image:compare'>): Promise<FileComparison> {
    const compared = await this.#tasks.run('compare', {
      first: this.#toRead(first),
      second: this.#toRead(second),
    });
    return {
      ...compared,
      first: { file: first, ...compared.first },
      second: { file: second, ...compared.second },
    };
  }

  /** Throws what `convertFile` throws, and `file-not-written`. */
  convert(conversion: RequestOf<'image:convert'>): Promise<OfferableCopy> {
    const file = this.#toRead(conversion.file);
    return this.#tasks.run('convert', { ...conversion, file, folder: this.#exports.place() });
  }

  /** Throws what `mergeImages` throws, and `file-not-written`. */
  merge(merge: RequestOf<'image:merge'>): Promise<OfferableCopy> {
    const parts = merge.parts.map(({ file, offset }) => ({ file: this.#toRead(file), offset }));
    return this.#tasks.run('merge', { ...merge, parts, folder: this.#exports.place() });
  }

  /** Throws what `exportPartitions` throws, and `file-not-written`. */
  exportPartitions(table: RequestOf<'partitions:export'>): Promise<OfferableCopy> {
    return this.#tasks.run('export-partitions', { ...table, folder: this.#exports.place() });
  }

  /** Throws what `exportNvs` throws, and `file-not-written`. */
  exportNvs(request: RequestOf<'nvs:export'>): Promise<OfferableCopy> {
    const file = this.#toRead(request.file);
    return this.#tasks.run('export-nvs', { ...request, file, folder: this.#exports.place() });
  }

  #toRead(token: FileToken): FileToRead {
    const { path, name, sha256 } = this.#firmware.known(token);
    return { path, name, sha256 };
  }

  #know({ name, sha256 }: NamedReport, path: string, before: KnownFile | null): FileToken {
    return this.#firmware.know({
      path,
      name,
      sha256,
      inspection: null,
      provenance: before?.provenance ?? null,
    });
  }
}
