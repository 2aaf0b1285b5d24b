import { AppError } from '../../../src-shared/errors/app-error';

const elfHeaderSizeBytes = 52;
const sectionHeaderSizeBytes = 40;
const programHeaderSizeBytes = 32;
const elfMagic = 0x464c_457f;
const class32 = 1;
const dataLittleEndian = 1;
/** Section that takes no room in the file, such as .bss. */
const sectionTypeNoBits = 8;

/** Where e_machine names a core that Espressif's chips have. @source ELF specification, e_machine */
const machines: Readonly<Record<number, ElfMachine>> = { 94: 'xtensa', 243: 'riscv' };

export type ElfMachine = 'xtensa' | 'riscv';

export interface ElfSection {
  readonly name: string;
  /** sh_type: 1 PROGBITS, 8 NOBITS, 14 INIT_ARRAY … */
  readonly type: number;
  /** sh_flags: 1 write, 2 alloc, 4 execute. */
  readonly flags: number;
  readonly address: number;
  /** A view of the file; empty for sections without contents. */
  readonly data: Uint8Array;
}

export interface ElfProgramHeader {
  /** p_type: 1 LOAD. */
  readonly type: number;
  /** p_flags: 1 execute, 2 write, 4 read. */
  readonly flags: number;
  readonly virtualAddress: number;
  readonly physicalAddress: number;
  /** A view of the file. */
  readonly data: Uint8Array;
  readonly memorySizeBytes: number;
}

export interface ElfFile {
  readonly sizeBytes: number;
  readonly machine: ElfMachine;
  readonly entryPoint: number;
  readonly sections: readonly ElfSection[];
  readonly programHeaders: readonly ElfProgramHeader[];
}

/**
 * Reads the tables of a 32-bit little-endian ELF file for Xtensa or RISC-V. Contents are views of `bytes`: nothing is copied,
 * and no size in the file makes anything be allocated. Throws `elf-invalid`.
 * @source ELF specification, Figure 1-3, 1-9 and 2-1
 */
export function parseElf(bytes: Uint8Array, name = 'ELF file'): ElfFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4 || view.getUint32(0, true) !== elfMagic)
    throw invalid(name, 'it does not start with the mark of ELF files');
  if (bytes.length < elfHeaderSizeBytes) throw invalid(name, 'it ends within its header');
  if (view.getUint8(4) !== class32 || view.getUint8(5) !== dataLittleEndian)
    throw invalid(name, 'it is not a 32-bit little-endian one');
  const machineNumber = view.getUint16(18, true);
  const machine = machines[machineNumber];
  if (machine === undefined)
    throw invalid(name, `it is made for machine ${machineNumber}, no Espressif chip`);
  return {
    sizeBytes: bytes.length,
    machine,
    entryPoint: view.getUint32(24, true),
    sections: readSections(bytes, view, name),
    programHeaders: readProgramHeaders(bytes, view, name),
  };
}

/** A table of the file: how many entries of which size from where. */
interface ElfTable {
  readonly offset: number;
  readonly entrySizeBytes: number;
  readonly count: number;
}

function readSections(bytes: Uint8Array, view: DataView, name: string): readonly ElfSection[] {
  const table = {
    offset: view.getUint32(32, true),
    entrySizeBytes: view.getUint16(46, true),
    count: view.getUint16(48, true),
  };
  checkTable(table, sectionHeaderSizeBytes, bytes.length, name, 'section');
  const names = sectionNames(bytes, view, table, view.getUint16(50, true), name);
  return Array.from({ length: table.count }, (_, index) => {
    const at = table.offset + index * table.entrySizeBytes;
    const type = view.getUint32(at + 4, true);
    const sectionName = readName(names, view.getUint32(at, true));
    const sizeBytes = type === sectionTypeNoBits ? 0 : view.getUint32(at + 20, true);
    return {
      name: sectionName,
      type,
      flags: view.getUint32(at + 8, true),
      address: view.getUint32(at + 12, true),
      data: contents(bytes, view.getUint32(at + 16, true), sizeBytes, name, `section ${index}`),
    };
  });
}

/** The string table with the sections' names; empty where the file has none, as after stripping. */
function sectionNames(
  bytes: Uint8Array,
  view: DataView,
  table: ElfTable,
  index: number,
  name: string,
): Uint8Array {
  if (index === 0) return new Uint8Array(0);
  if (index >= table.count) throw invalid(name, 'its table of names is missing');
  const at = table.offset + index * table.entrySizeBytes;
  return contents(
    bytes,
    view.getUint32(at + 16, true),
    view.getUint32(at + 20, true),
    name,
    'table of names',
  );
}

function readProgramHeaders(bytes: Uint8Array, view: DataView, name: string): readonly ElfProgramHeader[] {
  const table = {
    offset: view.getUint32(28, true),
    entrySizeBytes: view.getUint16(42, true),
    count: view.getUint16(44, true),
  };
  checkTable(table, programHeaderSizeBytes, bytes.length, name, 'program header');
  return Array.from({ length: table.count }, (_, index) => {
    const at = table.offset + index * table.entrySizeBytes;
    const fileSizeBytes = view.getUint32(at + 16, true);
    return {
      type: view.getUint32(at, true),
      flags: view.getUint32(at + 24, true),
      virtualAddress: view.getUint32(at + 8, true),
      physicalAddress: view.getUint32(at + 12, true),
      data: contents(bytes, view.getUint32(at + 4, true), fileSizeBytes, name, `program header ${index}`),
      memorySizeBytes: view.getUint32(at + 20, true),
    };
  });
}

function checkTable(
  table: ElfTable,
  leastBytes: number,
  fileBytes: number,
  name: string,
  what: string,
): void {
  if (table.count === 0) return;
  if (table.entrySizeBytes < leastBytes) throw invalid(name, `the size of a ${what} is wrong`);
  if (table.offset + table.count * table.entrySizeBytes > fileBytes)
    throw invalid(name, `its ${what} table goes past its end`);
}

function contents(
  bytes: Uint8Array,
  offset: number,
  sizeBytes: number,
  name: string,
  what: string,
): Uint8Array {
  if (sizeBytes === 0) return new Uint8Array(0);
  if (offset + sizeBytes > bytes.length) throw invalid(name, `${what} goes past its end`);
  return bytes.subarray(offset, offset + sizeBytes);
}

/** Longer names mean nothing here; a hostile table would make one of megabytes for every section. */
const longestNameBytes = 256;

function readName(names: Uint8Array, offset: number): string {
  const field = names.subarray(offset, offset + longestNameBytes);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
}

function invalid(name: string, reason: string): AppError {
  return new AppError('elf-invalid', { name, reason });
}
