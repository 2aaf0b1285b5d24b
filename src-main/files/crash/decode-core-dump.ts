import { parseCoreDump } from '../../engine/core-dump/parse-core-dump';
import { checkArchitecture } from './check-architecture';
import type { CoreDumpFrames } from './crash-tasks';
import type { OpenedElf } from './debug-info-cache';
import { decodeDumpedTask } from './decode-dumped-task';

export interface CoreDumpToDecode {
  /** As they came over the line, decoded from base64. */
  readonly bytes: Uint8Array;
}

/** The tasks of a dump, of a damaged one those that can be read. Throws `elf-wrong-architecture`. */
export function decodeCoreDump(elf: OpenedElf, bytes: Uint8Array): CoreDumpFrames {
  const { tasks, architecture } = parseCoreDump(bytes);
  if (tasks.length > 0) checkArchitecture(elf, architecture);
  return { tasks: tasks.map((task) => decodeDumpedTask(elf, task)) };
}
