import { AppError } from '../../../src-shared/errors/app-error';
import { DebugInfo } from '../../engine/debug-info/debug-info';
import { looksLikeElf } from '../expand/expand-elf';
import { digestOf } from '../import/imports-folder';
import { readBounded, readHead } from '../read-bounded';
import type { ElfFacts } from './crash-tasks';
import { ElfCode, largestElfBytes } from './elf-code';

/**
 * What the file is, for keeping it. Throws the errors of reading files, and `elf-invalid` for what is no ELF file of Xtensa or
 * RISC-V, or has no code.
 */
export async function describeElf({ path, name }: { path: string; name: string }): Promise<ElfFacts> {
  // Most that is no ELF file is firmware: it need not be read to be refused.
  if (!looksLikeElf(await readHead(path, name, elfMarkBytes)))
    throw new AppError('elf-invalid', { name, reason: 'it does not start with the mark of ELF files' });
  const bytes = await readBounded(path, name, largestElfBytes);
  const { architecture, hasLines } = DebugInfo.open(bytes, name);
  if (new ElfCode(bytes, name).isEmpty) throw new AppError('elf-invalid', { name, reason: 'it has no code' });
  return { id: digestOf(bytes), sizeBytes: bytes.length, architecture, hasLines };
}

const elfMarkBytes = 4;
