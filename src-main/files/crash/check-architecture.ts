import { AppError } from '../../../src-shared/errors/app-error';
import type { CrashArchitecture } from '../../../src-shared/model/crash';
import type { OpenedElf } from './debug-info-cache';

const names = { xtensa: 'Xtensa', 'xtensa-lx106': 'Xtensa', riscv: 'RISC-V' } as const;

/** Throws `elf-wrong-architecture` where the ELF file is for other cores than the board has. */
export function checkArchitecture({ info }: OpenedElf, board: CrashArchitecture): void {
  const context = { elf: names[info.architecture], board: names[board] };
  if (context.elf !== context.board) throw new AppError('elf-wrong-architecture', context);
}
