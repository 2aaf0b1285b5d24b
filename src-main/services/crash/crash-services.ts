import type { FileTasks } from '../../files/file-tasks';
import { CrashDecoding } from './crash-decoding';
import { ElfLearning } from './elf-learning';
import { ElfLibrary } from './elf-library';

export interface CrashServicesOptions {
  /** Where the ELF files are kept. */
  readonly elfsFolder: string;
  /** Where ELF files are put that come out of archives, until they are kept. */
  readonly importsFolder: string;
  /** A worker of its own: who waits for an import does not wait for this. */
  readonly tasks: FileTasks;
  /** Ms since 1970. */
  readonly wallClock: () => number;
}

/** What it takes to explain crashes. */
export interface CrashServices {
  readonly elfs: ElfLibrary;
  readonly learning: ElfLearning;
  readonly decoding: CrashDecoding;
  /** Stops what is under way; what was changed is on disk. */
  close(): Promise<void>;
}

/** Never fails: an ELF library that cannot be read is an empty one. */
export async function openCrashServices(options: CrashServicesOptions): Promise<CrashServices> {
  const { elfsFolder, importsFolder, tasks, wallClock } = options;
  const elfs = await ElfLibrary.open(elfsFolder, { tasks, wallClock });
  const learning = new ElfLearning({ elfs, tasks, importsFolder });
  return {
    elfs,
    learning,
    decoding: new CrashDecoding({ elfs, tasks }),
    async close() {
      await learning.close();
      await elfs.flush();
    },
  };
}
