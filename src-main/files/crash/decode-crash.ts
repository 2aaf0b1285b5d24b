import type { CrashReport } from '../../../src-shared/model/crash';
import { checkArchitecture } from './check-architecture';
import type { CrashFrames } from './crash-tasks';
import type { OpenedElf } from './debug-info-cache';
import { decodeEsp8266 } from './decode-esp8266';
import { decodeRiscv } from './decode-riscv';
import { decodeXtensa } from './decode-xtensa';

/** Pure; linear in what the board has printed. Throws `elf-wrong-architecture`. */
export function decodeCrash(elf: OpenedElf, report: CrashReport): CrashFrames {
  checkArchitecture(elf, report.architecture);
  switch (report.architecture) {
    case 'xtensa':
      return decodeXtensa(elf, report);
    case 'xtensa-lx106':
      return decodeEsp8266(elf, report);
    case 'riscv':
      return decodeRiscv(elf, report);
  }
}
