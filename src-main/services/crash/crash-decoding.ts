import { AppError } from '../../../src-shared/errors/app-error';
import type {
  CoreDumpInfo,
  CrashReport,
  DecodedCoreDump,
  DecodedCrash,
  ElfId,
  ElfInfo,
} from '../../../src-shared/model/crash';
import type { FileTasks } from '../../files/file-tasks';
import type { ElfToOpen } from '../../files/crash/debug-info-cache';
import { isDigestPrefix, type ElfLibrary } from './elf-library';

export interface CrashDecodingOptions {
  readonly elfs: ElfLibrary;
  /** A worker of its own, which keeps the ELF files open that were used last. */
  readonly tasks: FileTasks;
}

/** A core dump as a monitor has collected it. */
export interface CollectedCoreDump {
  readonly info: CoreDumpInfo;
  readonly bytes: Uint8Array;
}

/** Tells functions, files and lines of what boards have said of their crashes, by the ELF files that are kept. */
export class CrashDecoding {
  readonly #elfs: ElfLibrary;
  readonly #tasks: FileTasks;

  constructor({ elfs, tasks }: CrashDecodingOptions) {
    this.#elfs = elfs;
    this.#tasks = tasks;
  }

  /**
   * `elf` null: the one whose digest the board has told. Throws `elf-not-known` where it is none that is kept, `elf-not-kept`,
   * `elf-wrong-architecture`.
   */
  async crash(report: CrashReport, elf: ElfId | null): Promise<DecodedCrash> {
    const info = this.#choose(report.elfSha256, elf);
    const decoded = await this.#with(info, (file) => this.#tasks.run('crash:decode', { ...file, report }));
    return { elf: info, match: matchOf(info, report.elfSha256), ...decoded };
  }

  /** Like `crash`. */
  async coreDump({ info: dump, bytes }: CollectedCoreDump, elf: ElfId | null): Promise<DecodedCoreDump> {
    const info = this.#choose(dump.elfSha256, elf);
    const decoded = await this.#with(info, (file) => this.#tasks.run('core-dump:decode', { ...file, bytes }));
    return { elf: info, match: matchOf(info, dump.elfSha256), ...decoded };
  }

  #choose(digestPrefix: string | null, elf: ElfId | null): ElfInfo {
    if (elf !== null) return this.#elfs.get(elf);
    const found = digestPrefix === null ? null : this.#elfs.match(digestPrefix);
    if (found === null) throw new AppError('elf-not-known');
    return found;
  }

  async #with<T>({ id }: ElfInfo, decode: (file: ElfToOpen) => Promise<T>): Promise<T> {
    try {
      return await decode({ elfPath: this.#elfs.pathOf(id), elfId: id });
    } catch (error) {
      // Its copy is gone, or no longer what it was: it must not be offered again.
      if (error instanceof AppError && error.code === 'elf-not-kept')
        await this.#elfs.forget(id).catch(() => undefined);
      throw error;
    }
  }
}

function matchOf({ id }: ElfInfo, digestPrefix: string | null): DecodedCrash['match'] {
  const prefix = digestPrefix?.toLowerCase() ?? '';
  if (!isDigestPrefix(prefix)) return 'unknown';
  return id.startsWith(prefix) ? 'same' : 'other';
}
