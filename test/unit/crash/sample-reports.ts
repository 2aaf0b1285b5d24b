import type { CoreDumpInfo, CrashReport } from '../../../src-shared/model/crash';

export function reportOf(changes: Partial<CrashReport>): CrashReport {
  return {
    id: 1,
    firstLine: 10,
    lastLine: 20,
    atMs: 1_790_000_000_000,
    kind: 'exception',
    architecture: 'riscv',
    core: 0,
    reason: 'Load access fault',
    detail: null,
    registers: {},
    backtrace: [],
    backtraceCorrupted: false,
    stack: null,
    elfSha256: null,
    complete: true,
    ...changes,
  };
}

export function dumpInfoOf(changes: Partial<CoreDumpInfo>): CoreDumpInfo {
  return {
    id: 1,
    firstLine: 10,
    lastLine: 20,
    atMs: 1_790_000_000_000,
    sizeBytes: 4,
    state: 'whole',
    format: '1.2 ELF, CRC-32',
    tasks: [],
    elfSha256: null,
    ...changes,
  };
}
