import { AppError } from '../../../src-shared/errors/app-error';
import type { ChipSpec } from '../chips/chip-spec';
import type { ElfFile } from './elf';

const wordBytes = 4;
const sectionExecutes = 4;
const sectionTakesMemory = 2;
const programHeaderExecutes = 1;
const programHeaderLoads = 1;
/** PROGBITS, INIT_ARRAY, FINI_ARRAY, PREINIT_ARRAY: what holds bytes for the chip's memory. */
const loadedSectionTypes: readonly number[] = [1, 14, 15, 16];

/** Bytes for one place in the chip's address space. */
export interface LoadSegment {
  readonly address: number;
  /** Whole words: what is missing to one is 0. */
  readonly data: Uint8Array;
  readonly executable: boolean;
  /** Of its first section; empty where it comes from a program header. */
  readonly name: string;
}

/**
 * What the sections of the file put into memory, by address. Sections at 0 belong nowhere: debugging data has no place.
 * Throws `image-impossible`.
 */
export function segmentsOfSections(elf: ElfFile): readonly LoadSegment[] {
  const found = elf.sections
    .filter(({ type, flags }) => loadedSectionTypes.includes(type) && (flags & sectionTakesMemory) !== 0)
    .map(({ name, flags, address, data }) => ({
      address,
      data,
      executable: (flags & sectionExecutes) !== 0,
      name,
    }));
  return toLoad(elf, found);
}

/** What the program headers put into memory, by address. Throws `image-impossible`. */
export function segmentsOfProgramHeaders(elf: ElfFile): readonly LoadSegment[] {
  const found = elf.programHeaders
    .filter(({ type }) => type === programHeaderLoads)
    .map(({ physicalAddress, data, flags }) => ({
      address: physicalAddress,
      data,
      executable: (flags & programHeaderExecutes) !== 0,
      name: '',
    }));
  return toLoad(elf, found);
}

function toLoad({ sizeBytes }: ElfFile, found: readonly LoadSegment[]): readonly LoadSegment[] {
  const loaded = found.filter(({ address, data }) => address > 0 && data.length > 0);
  // Where tables name the same bytes again and again, a small file would become an image of any size.
  if (loaded.reduce((sum, { data }) => sum + data.length, 0) > sizeBytes)
    throw new AppError('image-impossible', { reason: 'the ELF file loads more than it contains' });
  return loaded
    .map((segment) => ({ ...segment, data: wholeWords(segment.data) }))
    .sort((one, other) => one.address - other.address);
}

/**
 * Joins segments that touch, lie in the same memories and are code both or data both: every segment costs a header, and an image
 * can have 16. Gaps are never filled: they may hold what must survive a reset.
 * @source esptool-js src/image/base.ts
 */
export function mergeTouching(chip: ChipSpec, segments: readonly LoadSegment[]): readonly LoadSegment[] {
  const groups: LoadSegment[][] = [];
  let previous: LoadSegment | null = null;
  for (const segment of segments) {
    const group = groups.at(-1);
    if (previous !== null && group !== undefined && belongTogether(chip, previous, segment))
      group.push(segment);
    else groups.push([segment]);
    previous = segment;
  }
  return groups.map(joinGroup);
}

/** Names of the memories in which an address lies, in the order of the chip's map. */
export function memoryTypes(chip: ChipSpec, address: number): readonly string[] {
  return chip.memoryMap.filter(([start, end]) => address >= start && address < end).map(([, , name]) => name);
}

/** Whether the flash cache maps this address instead of the loader copying to it. */
export function isFlashMapped(chip: ChipSpec, address: number): boolean {
  return [chip.irom, chip.drom].some((range) => range !== null && address >= range[0] && address < range[1]);
}

function belongTogether(chip: ChipSpec, one: LoadSegment, next: LoadSegment): boolean {
  return (
    next.address === one.address + one.data.length &&
    next.executable === one.executable &&
    memoryTypes(chip, one.address).join() === memoryTypes(chip, next.address).join()
  );
}

function joinGroup(group: readonly LoadSegment[]): LoadSegment {
  const first = group[0];
  if (first === undefined) throw new RangeError('a group has a first segment');
  if (group.length === 1) return first;
  const data = new Uint8Array(group.reduce((sum, segment) => sum + segment.data.length, 0));
  let at = 0;
  for (const segment of group) {
    data.set(segment.data, at);
    at += segment.data.length;
  }
  return { ...first, data };
}

function wholeWords(data: Uint8Array): Uint8Array {
  const sizeBytes = Math.ceil(data.length / wordBytes) * wordBytes;
  if (sizeBytes === data.length) return data;
  const padded = new Uint8Array(sizeBytes);
  padded.set(data);
  return padded;
}
