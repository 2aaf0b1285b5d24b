import { AppError } from '../../../src-shared/errors/app-error';
import type { ElfInfo } from '../../../src-shared/model/crash';
import type { ImportedImage, SeenElf } from '../../files/crash/find-elfs';
import type { FileTasks } from '../../files/file-tasks';
import type { ImportSource } from '../../files/import/import-task';
import type { ImportSeen } from '../firmware-import';
import type { ElfLibrary } from './elf-library';

export interface ElfLearningOptions {
  readonly elfs: ElfLibrary;
  readonly tasks: FileTasks;
  readonly importsFolder: string;
}

/** What waits beyond that was dropped faster than anybody looks at it. */
const mostWaiting = 16;

/**
 * Keeps the ELF files of the firmware that passes by, so that a crash can be decoded without anybody having thought of it before.
 * Nobody waits for it, and what goes wrong here is nobody's mistake: a crash asks for its ELF file then.
 */
export class ElfLearning {
  readonly #elfs: ElfLibrary;
  readonly #tasks: FileTasks;
  readonly #importsFolder: string;
  readonly #closing = new AbortController();
  #work: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor({ elfs, tasks, importsFolder }: ElfLearningOptions) {
    this.#elfs = elfs;
    this.#tasks = tasks;
    this.#importsFolder = importsFolder;
  }

  /** Looks for the ELF files of what was imported. */
  imported({ sources, outcome, files }: ImportSeen): void {
    if (outcome.type !== 'imported') return;
    // Of any kind: what comes from the ESP8266's build tools does not always show that it is an app.
    const images = outcome.firmware.items.flatMap((item): readonly ImportedImage[] => {
      const known = files.find(({ token }) => token === item.file);
      if (known === undefined) return [];
      const { path, provenance } = known;
      return [{ name: item.name, path, place: provenance?.member ?? path }];
    });
    this.#later(async () => {
      const { signal } = this.#closing;
      const request = { sources, images, importsFolder: this.#importsFolder };
      for (const { path, name } of await this.#tasks.run('elf:find', request, { signal }))
        // One that is no good says nothing about the others.
        await this.#elfs.add(path, name, signal).catch(() => undefined);
    });
  }

  /** Keeps a file that was looked into. */
  inspected({ path, name }: SeenElf): void {
    this.#later(async () => {
      await this.#elfs.add(path, name, this.#closing.signal);
    });
  }

  /**
   * Keeps the ELF file that somebody gives, in a build folder or an archive too; answers with it. Throws `elf-missing`, what opening
   * sources throws, and what `ElfLibrary.add` throws.
   */
  async given(source: ImportSource): Promise<ElfInfo> {
    const request = { sources: [source], images: null, importsFolder: this.#importsFolder };
    const [first, ...others] = await this.#tasks.run('elf:find', request);
    if (first === undefined) throw new AppError('elf-missing', { name: nameOf(source) });
    const added = await this.#elfs.add(first.path, first.name);
    for (const other of others) this.inspected(other);
    return added;
  }

  /** What was seen until now is kept. */
  settled(): Promise<void> {
    return this.#work;
  }

  /** What is under way is stopped. */
  async close(): Promise<void> {
    this.#closing.abort(new AppError('cancelled'));
    await this.#work;
  }

  #later(learn: () => Promise<void>): void {
    if (this.#waiting >= mostWaiting) return;
    this.#waiting++;
    this.#work = this.#work
      .then(() => (this.#closing.signal.aborted ? undefined : learn()))
      .catch(() => undefined)
      .finally(() => {
        this.#waiting--;
      });
  }
}

function nameOf(source: ImportSource): string {
  switch (source.type) {
    case 'path':
      return source.path.split(/[/\\]/).at(-1) ?? source.path;
    case 'file':
      return source.file.name;
    default:
      return '…';
  }
}
