import type { CrashReport, DecodedCoreDump, DecodedCrash, ElfInfo } from '../../../src-shared/model/crash';
import { decodeCoreDump, type CoreDumpToDecode } from './decode-core-dump';
import { decodeCrash } from './decode-crash';
import { DebugInfoCache, type ElfToOpen } from './debug-info-cache';
import { describeElf } from './describe-elf';
import { findElfs, type ElfSearch, type SeenElf } from './find-elfs';

/** What a file tells of itself. */
export type ElfFacts = Omit<ElfInfo, 'name' | 'addedAtMs'>;

/** What an ELF file tells of a crash. */
export type CrashFrames = Omit<DecodedCrash, 'elf' | 'match'>;
export type CoreDumpFrames = Pick<DecodedCoreDump, 'tasks'>;

export interface CrashTaskMap {
  'elf:describe': { request: { readonly path: string; readonly name: string }; result: ElfFacts };
  'elf:find': { request: ElfSearch; result: readonly SeenElf[] };
  'crash:decode': { request: ElfToOpen & { readonly report: CrashReport }; result: CrashFrames };
  'core-dump:decode': { request: ElfToOpen & CoreDumpToDecode; result: CoreDumpFrames };
}

type CrashTaskFunctions = {
  readonly [N in keyof CrashTaskMap]: (
    request: CrashTaskMap[N]['request'],
  ) => Promise<CrashTaskMap[N]['result']>;
};

/** The tasks, with the ELF files that they keep open between one another. */
export function crashTasks(): CrashTaskFunctions {
  const opened = new DebugInfoCache();
  return {
    'elf:describe': describeElf,
    'elf:find': findElfs,
    'crash:decode': async ({ report, ...elf }) => decodeCrash(await opened.open(elf), report),
    'core-dump:decode': async ({ bytes, ...elf }) => decodeCoreDump(await opened.open(elf), bytes),
  };
}
