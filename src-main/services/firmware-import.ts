import { randomUUID } from 'node:crypto';
import { AppError } from '../../src-shared/errors/app-error';
import type { FirmwareImportRequest, FirmwareSource } from '../../src-shared/ipc/contract';
import type { FileToken, ImportedFirmware } from '../../src-shared/model/firmware';
import { sleep, type Clock } from '../../src-shared/time/clock';
import type { Compute } from '../engine/engine-context';
import { inspectFirmware } from '../engine/image/inspect-firmware';
import { describeImport, type InspectedFile } from './firmware-import/describe-import';
import { locateByPath, locateUpload, type LocatedFirmware } from './firmware-import/locate-firmware';
import { readFirmwareFile, type FirmwareFile } from './firmware-import/read-firmware-file';

export interface FirmwareImportOptions {
  readonly clock: Clock;
  readonly compute: Compute;
  /** Holds the `flasher_args.json` of the firmware that comes with Kiln. */
  readonly demoFolder: string;
}

/** What stays known of a file: its bytes are read again when they are needed. */
interface KnownFile {
  readonly path: string;
  readonly name: string;
  readonly sha256: string;
}

/** Takes in what was dropped on the station: reads what each file is, lays it out, keeps the paths behind tokens. */
export class FirmwareImport {
  readonly #clock: Clock;
  readonly #compute: Compute;
  readonly #demoFolder: string;
  readonly #files = new Map<FileToken, KnownFile>();
  readonly #uploads = new Map<string, string>();

  constructor(options: FirmwareImportOptions) {
    this.#clock = options.clock;
    this.#compute = options.compute;
    this.#demoFolder = options.demoFolder;
  }

  /** Makes a folder that a host has filled known as `{ type: 'upload', upload: id }`. Returns what takes it back. */
  registerUpload(id: string, folder: string): () => void {
    this.#uploads.set(id, folder);
    return () => {
      this.#uploads.delete(id);
    };
  }

  /**
   * Throws `file-not-found`, `file-unreadable`, `file-too-large`, `manifest-invalid`, `folder-without-firmware`. An empty
   * file is no error here: it comes in marked, for pre-flight to name.
   */
  async import(request: FirmwareImportRequest): Promise<ImportedFirmware> {
    const located: LocatedFirmware[] = [];
    for (const source of request.sources) located.push(await this.#locate(source));
    const files: InspectedFile[] = [];
    const seen = new Set<string>();
    for (const { path, offset } of located.flatMap((one) => one.files)) {
      // The same file can be dropped with its folder and by itself; a manifest may want it in two places.
      const key = `${path}\0${offset ?? ''}`;
      if (seen.has(key)) continue;
      seen.add(key);
      files.push(await this.#take(path, offset));
    }
    return describeImport(located, files, request.chip);
  }

  /**
   * The bytes behind a token, as they were when `expectedSha256` (hex) was told.
   * Throws `file-changed`, `file-not-found`, `file-unreadable`, `file-too-large`.
   */
  async read(token: FileToken, expectedSha256: string): Promise<FirmwareFile> {
    const known = this.#files.get(token);
    if (known === undefined) throw new AppError('file-not-found', { name: token });
    const file = await readFirmwareFile(known.path, this.#compute);
    if (file.sha256 !== expectedSha256) throw new AppError('file-changed', { name: known.name });
    return file;
  }

  /** The one file that is named. Throws `file-not-found`, and `folder-without-firmware` for what is not one file. */
  async locateFile(source: FirmwareSource): Promise<string> {
    const { source: name, files } = await this.#locate(source);
    const [file] = files;
    if (file === undefined || files.length > 1)
      throw new AppError('folder-without-firmware', { name: name ?? 'demo' });
    return file.path;
  }

  async #locate(source: FirmwareSource): Promise<LocatedFirmware> {
    if (source.type === 'path') return locateByPath(source.path);
    if (source.type === 'demo') return this.#locateDemo();
    const folder = this.#uploads.get(source.upload);
    if (folder === undefined) throw new AppError('file-not-found', { name: source.upload });
    return locateUpload(folder);
  }

  async #locateDemo(): Promise<LocatedFirmware> {
    return { ...(await locateByPath(this.#demoFolder)), source: null };
  }

  async #take(path: string, manifestOffset: number | null): Promise<InspectedFile> {
    const { name, bytes, sha256 } = await readFirmwareFile(path, this.#compute);
    // Looking into a large file takes a while: the window and the ports get their turn before.
    await sleep(this.#clock, 0);
    const token = randomUUID();
    this.#files.set(token, { path, name, sha256 });
    return {
      token,
      name,
      sizeBytes: bytes.length,
      sha256,
      inspection: inspectFirmware(bytes),
      manifestOffset,
    };
  }
}
