import type { ChipId } from '../../../src-shared/model/chip';
import { AppError } from '../../../src-shared/errors/app-error';
import { chips } from '../../engine/chips/registry';
import { parseElf } from '../../engine/image/elf';
import type { FormatReport } from './content-report';
import { describeElf, elfParts } from './elf-report';

const elfMagic = [0x7f, 0x45, 0x4c, 0x46];

/** Null for what is no ELF file, or none for an Espressif chip. */
export function inspectElf(bytes: Uint8Array, chip: ChipId | null): FormatReport | null {
  if (!elfMagic.every((byte, index) => bytes[index] === byte)) return null;
  try {
    const elf = parseElf(bytes);
    const report = describeElf(elf);
    const [only] = report.chips;
    const told = only !== undefined && report.chips.length === 1 ? only : chip;
    const spec = told === null ? null : chips[told];
    return { format: 'elf', chip: told, elf: report, parts: elfParts(elf, spec) };
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}
