import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { FileTasks } from '../../src-main/files/file-tasks';
import { inlineCompute } from '../../src-main/platform/inline-compute';
import { inlineFiles } from '../../src-main/platform/inline-files';
import { FirmwareImport, type ImportSeen } from '../../src-main/services/firmware-import';
import type { FirmwareImportRequest, FirmwareSource } from '../../src-shared/ipc/contract';
import type { ImportedFirmware, ImportOutcome } from '../../src-shared/model/firmware';
import { buildZip } from './build-zip';
import { importedFirmware } from './imported-firmware';
import { temporaryFolder } from './temporary-folder';

export type Contents = Readonly<Record<string, Uint8Array | string>>;

/** The import as the station has it, with files made from scratch. */
export class ImportBench {
  readonly firmware: FirmwareImport;
  readonly folder: string;
  readonly importsFolder: string;
  #count = 0;

  private constructor(folder: string, tasks: FileTasks, onImported: (seen: ImportSeen) => void) {
    this.folder = folder;
    this.importsFolder = path.join(folder, 'imports');
    this.firmware = new FirmwareImport({
      compute: inlineCompute,
      files: tasks,
      demoFolder: path.resolve('resources/demo/esp32c3'),
      importsFolder: this.importsFolder,
      onImported,
    });
  }

  static async open(
    tasks: FileTasks = inlineFiles,
    onImported: (seen: ImportSeen) => void = () => undefined,
  ): Promise<ImportBench> {
    return new ImportBench(await temporaryFolder(), tasks, onImported);
  }

  /** A folder with these files; answers with its path. */
  async folderWith(contents: Contents, name = `folder-${++this.#count}`): Promise<string> {
    const folder = path.join(this.folder, name);
    await mkdir(folder, { recursive: true });
    for (const [file, content] of Object.entries(contents)) {
      const target = path.join(folder, file);
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(target, content);
    }
    return folder;
  }

  async file(name: string, content: Uint8Array | string): Promise<FirmwareSource> {
    return { type: 'path', path: path.join(await this.folderWith({ [name]: content }), name) };
  }

  async asFolder(contents: Contents, name = 'blink'): Promise<FirmwareSource> {
    return { type: 'path', path: await this.folderWith(contents, name) };
  }

  async asZip(contents: Contents, name = 'blink.zip'): Promise<FirmwareSource> {
    return this.file(name, await buildZip(contents));
  }

  /** As a browser hands over a folder that was dropped on it. */
  async asUpload(contents: Contents, name = 'blink'): Promise<FirmwareSource> {
    const inside = Object.fromEntries(
      Object.entries(contents).map(([file, data]) => [`${name}/${file}`, data]),
    );
    return this.uploadOf(inside);
  }

  /** As a browser hands over files that were chosen one by one. */
  async uploadOf(contents: Contents): Promise<FirmwareSource> {
    const upload = `upload-${++this.#count}`;
    this.firmware.registerUpload(upload, await this.folderWith(contents));
    return { type: 'upload', upload };
  }

  ask(
    sources: readonly FirmwareSource[],
    changes: Partial<Omit<FirmwareImportRequest, 'sources'>> = {},
  ): Promise<ImportOutcome> {
    return this.firmware.import({ sources, chip: null, merged: 'split', answers: [], ...changes });
  }

  async bring(
    sources: readonly FirmwareSource[],
    changes: Partial<Omit<FirmwareImportRequest, 'sources'>> = {},
  ): Promise<ImportedFirmware> {
    return importedFirmware(await this.ask(sources, changes));
  }
}

/** Name, offset and reason of each item. */
export const placesOf = ({ items }: ImportedFirmware) =>
  items.map(({ name, offset, offsetReason }) => [name, offset, offsetReason]);
