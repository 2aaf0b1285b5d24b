import type { ChipId } from '../../../src-shared/model/chip';
import type { ElfReport, FilePart } from '../../../src-shared/model/file-report';
import type { ChipSpec } from '../../engine/chips/chip-spec';
import { chips } from '../../engine/chips/registry';
import type { ElfFile, ElfMachine } from '../../engine/image/elf';
import { isFlashMapped, memoryTypes, segmentsOfSections } from '../../engine/image/load-segment';

const xtensaChips: readonly ChipId[] = ['esp8266', 'esp32', 'esp32s2', 'esp32s3'];
const mostParts = 1000;

export function describeElf(elf: ElfFile): ElfReport {
  return {
    machine: elf.machine === 'xtensa' ? 'xtensa' : 'risc-v',
    entryPoint: elf.entryPoint,
    chips: chipsOfElf(elf),
  };
}

/** Chips with that core whose memories hold everything that the file loads; where none does, all with that core. */
export function chipsOfElf(elf: ElfFile): readonly ChipId[] {
  const segments = segmentsOfSections(elf);
  const withCore = Object.values(chips).filter((chip) => machineOf(chip) === elf.machine);
  const fitting = withCore.filter(
    (chip) =>
      // What is started first sets up the cache, and so is never mapped by it: tells an ESP32's RAM from an ESP32-S2's flash.
      !isFlashMapped(chip, elf.entryPoint) &&
      segments.every(({ address, data }) => isInMemory(chip, address, address + data.length)),
  );
  return (fitting.length > 0 ? fitting : withCore).map(({ id }) => id);
}

/** What is loaded, in order of address; memories where `chip` is known. */
export function elfParts(elf: ElfFile, chip: ChipSpec | null): readonly FilePart[] {
  return segmentsOfSections(elf)
    .slice(0, mostParts)
    .map(({ name, address, data }) => ({
      name,
      kind: 'segment',
      address,
      sizeBytes: data.length,
      memoryTypes: chip === null ? [] : memoryTypes(chip, address),
    }));
}

function machineOf({ id }: ChipSpec): ElfMachine {
  return xtensaChips.includes(id) ? 'xtensa' : 'riscv';
}

function isInMemory(chip: ChipSpec, start: number, end: number): boolean {
  if (isFlashMapped(chip, start)) return true;
  return chip.memoryMap.some(([from, to, name]) => !vagueNames.test(name) && start >= from && end <= to);
}

/** Ranges with holes in them, that reach over the memories of other chips. */
const vagueNames = /^(PADDING|BYTE_ACCESSIBLE|MEM_INTERNAL)/;
